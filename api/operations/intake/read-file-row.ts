import { createHash } from 'node:crypto'
import { z } from 'zod'
import { kindWords, severityWords } from '#api/operations/incidents/incident-words.ts'
import { paragraphSchema } from '#api/operations/incidents/incident-work.contract.ts'
import {
  type IncidentKind,
  incidentKinds,
  type Severity,
  severities,
} from '#api/operations/incidents/incidents.contract.ts'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { ApiError, type Sentence } from '#api/platform/http/problem.ts'
import { gridCodeSchema, lineSchema, readDecimal } from '#api/platform/http/shared.contract.ts'
import { checkInput } from '#api/platform/http/validate.ts'
import { describeOrder } from './describe-order.ts'
import { findElsewhere } from './find-elsewhere.ts'
import { externalIdSchema, phoneSchema } from './intake.contract.ts'
import { elsewhereSentence, noPlace } from './intake-errors.ts'
import type { FileField, IntakeFinding } from './intake-files.contract.ts'
import { createTypeReader } from './read-type.ts'

/** A row that may become an incident; where it lies is still to be looked at. */
export type ReadRow = {
  row: number
  /** By which it is known again: its number there, or our own, or a digest of what stands in it. */
  externalId: string
  /** Whether another system has given it that number. */
  isForeign: boolean
  /** Of a file that was exported here. */
  number: string | null
  kind: IncidentKind
  type: string
  isTypeKnown: boolean
  title: string
  description: string
  severity: Severity
  place: { gridCode: string } | { lng: number; lat: number } | { address: string }
  /** ISO instant. */
  foundAt: string | null
  caller: { name: string; phone?: string } | null
  /** What it is refused with unless it is here already: of what was exported here, somebody has decided. */
  elsewhere: IntakeFinding | null
}
export type RowReading = { ok: ReadRow } | { finding: IntakeFinding }

export type RowRules = {
  columns: Partial<Record<FileField, number>>
  lists: Pick<ReferenceLists, 'incident-types' | 'foreign-codes'>
  system: string | null
  isNotEmergency: boolean
}

const emptyAsNone = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema.optional())
const decimal = (from: number, to: number) => z.string().transform(readDecimal).pipe(z.number().min(from).max(to))

const wordOf = <Word extends string>(
  words: readonly Word[],
  names: Record<Word, Sentence>,
  message: string,
): z.ZodType<Word, string> =>
  z.string().transform((text, context) => {
    const typed = text.toLowerCase().replace(/色?(预警)?$/u, '')
    const found = words.find((word) => [word, names[word].zh, names[word].en.toLowerCase()].includes(typed))
    if (found !== undefined) return found
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** `2026-11-26 08:05`, `2026/11/26`, `2026年11月26日 8:05`, or an instant with a zone. Without one it is China's. Pure. */
export function readTime(text: string): string | null {
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?\s*(Z|[+-]\d{2}:?\d{2})?$/u.exec(
      text.trim(),
    )
  if (!parts) return null
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', zone = '+08:00'] = parts
  const [m, d, h, min, s] = [month, day, hour, minute, second].map((part) => part.padStart(2, '0'))
  const offset = zone === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  const at = Date.parse(`${year}-${m}-${d}T${h}:${min}:${s}${offset}`)
  // The 30th of February is none.
  const isDay = new Date(Date.UTC(Number(year), Number(m) - 1, Number(d))).getUTCDate() === Number(d)
  return Number.isNaN(at) || !isDay || Number(year) < 1000 ? null : new Date(at).toISOString()
}

const timeSchema = z.string().transform((text, context) => {
  const at = readTime(text)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: '应为 2026-11-26 08:05 这样的时间 / a time such as 2026-11-26 08:05' })
  return z.NEVER
})

const yesOrNo = z.string().transform((text, context) => {
  const word = text.normalize('NFKC').toLowerCase()
  if (['是', 'true', '1', 'yes', 'y'].includes(word)) return true
  if (['否', 'false', '0', 'no', 'n'].includes(word)) return false
  context.addIssue({ code: 'custom', message: '应为是或否 / yes or no' })
  return z.NEVER
})

const rowSchema = z.object({
  number: emptyAsNone(externalIdSchema),
  externalId: emptyAsNone(externalIdSchema),
  title: emptyAsNone(lineSchema(120)),
  description: emptyAsNone(paragraphSchema(4000)),
  kind: emptyAsNone(
    wordOf(
      incidentKinds,
      kindWords,
      '应为矛盾纠纷、隐患、突发事件或民生诉求 / one of dispute, hazard, emergency, request',
    ),
  ),
  type: emptyAsNone(lineSchema(60)),
  severity: emptyAsNone(wordOf(severities, severityWords, '应为蓝、黄、橙或红 / one of blue, yellow, orange, red')),
  gridCode: emptyAsNone(gridCodeSchema),
  lng: emptyAsNone(decimal(-180, 180)),
  lat: emptyAsNone(decimal(-90, 90)),
  address: emptyAsNone(lineSchema(200)),
  foundAt: emptyAsNone(timeSchema),
  callerName: emptyAsNone(lineSchema(60)),
  callerPhone: emptyAsNone(phoneSchema),
  isNotEmergency: emptyAsNone(yesOrNo),
})

/** What a description without a title begins with is its title. */
const titleLength = 60
const titleOf = (description: string | undefined) =>
  [...(description ?? '').split('\n', 1).join('')].slice(0, titleLength).join('').trim()

/** Reads rows by their columns: what each may become, or why it may not. Pure. */
export function createRowReader({ columns, lists, system, isNotEmergency }: RowRules) {
  const readType = createTypeReader(lists, system)
  const fields = Object.entries(columns) as [FileField, number][]
  return (cells: readonly string[], row: number): RowReading => {
    const refuse = (field: FileField | null, reason: Sentence, outcome: IntakeFinding['outcome'] = 'refused') => ({
      finding: { row, outcome, field, reason },
    })
    const given = Object.fromEntries(fields.map(([field, at]) => [field, cells[at] ?? '']))
    let read: z.output<typeof rowSchema>
    try {
      read = checkInput(rowSchema, given)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const [first] = error.errors ?? []
      return refuse((first?.path as FileField | undefined) ?? null, first?.message ?? error.detail)
    }
    const title = read.title ?? titleOf(read.description)
    if (title === '') return refuse('title', { zh: '没有标题。', en: 'There is no title.' })
    const { gridCode, lng, lat, address } = read
    if ((lng === undefined) !== (lat === undefined))
      return refuse(lng === undefined ? 'lng' : 'lat', {
        zh: '经度和纬度应同时给出。',
        en: 'Longitude and latitude go together.',
      })
    // Of a point and its grid the point says more.
    const place =
      lng !== undefined && lat !== undefined
        ? { lng, lat }
        : gridCode !== undefined
          ? { gridCode }
          : address !== undefined
            ? { address }
            : null
    if (place === null) return refuse('address', noPlace)
    // Somebody has looked at the whole file, or at this row of it.
    const elsewhere = isNotEmergency || read.isNotEmergency ? null : findElsewhere(read.title, read.description)
    const turnedAway = elsewhere && refuse('title', elsewhereSentence(elsewhere.number, elsewhere.word), 'elsewhere')
    if (turnedAway && read.number === undefined) return turnedAway
    const { kind, type, isKnown } = readType(read.type, read.kind)
    // The same row is the same without it.
    const { isNotEmergency: _, ...told } = given
    const digest = createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 32)
    const { callerName, callerPhone } = read
    return {
      ok: {
        row,
        externalId: read.externalId ?? read.number ?? `row-${digest}`,
        isForeign: read.externalId !== undefined,
        number: read.number ?? null,
        ...{ kind, type, isTypeKnown: isKnown, title, place },
        description: describeOrder(read),
        severity: read.severity ?? 'blue',
        elsewhere: turnedAway?.finding ?? null,
        foundAt: read.foundAt ?? null,
        caller:
          callerName === undefined && callerPhone === undefined
            ? null
            : { name: callerName ?? '来电人', ...(callerPhone !== undefined && { phone: callerPhone }) },
      },
    }
  }
}
