import type { AuditEntry } from './audit-trail.ts'

/** What one line says, as the columns hold it: JSON has been through JSON once, nothing is undefined. */
export type AuditContent = {
  actorKind: AuditEntry['actor']['kind']
  actorId: string
  actorName: string
  address: string
  requestId: string
  action: string
  outcome: AuditEntry['outcome']
  recordKind: string | null
  recordId: string | null
  area: string | null
  before: unknown
  after: unknown
  details: unknown
  isPersonal: boolean
}

/** What the chain adds to a line. Times are text in UTC to the microsecond, as the database writes them. */
export type ChainLink = {
  seq: number
  id: number
  at: string
  sealedAt: string
  isPersonal: boolean
  clockSuspect: boolean
  digest: string
}

/** The database takes neither a zero byte nor half a character; what it cannot keep must not be digested either. */
const fitText = (text: string) => text.replaceAll(/[\0\p{Cs}]/gu, '')

function fitValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return fitText(value)
  return value
}
const fitJson = (value: unknown): unknown =>
  value === undefined || value === null ? null : JSON.parse(fitKeys(JSON.stringify(value, fitValue) ?? 'null'))

/** Names of fields as well; `JSON.stringify` has written what does not fit there as escapes. */
const fitKeys = (json: string): string => json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f]..)/gi, '$1')

/** The line of an entry. Pure. */
export function contentOf(entry: AuditEntry): AuditContent {
  const optional = (text: string | undefined) => (text === undefined ? null : fitText(text))
  return {
    actorKind: entry.actor.kind,
    actorId: fitText(entry.actor.id),
    actorName: fitText(entry.actor.name),
    address: fitText(entry.address),
    requestId: fitText(entry.requestId),
    action: fitText(entry.action),
    outcome: entry.outcome,
    recordKind: optional(entry.record?.kind),
    recordId: optional(entry.record?.id),
    area: optional(entry.area),
    before: fitJson(entry.before),
    after: fitJson(entry.after),
    details: fitJson(entry.details),
    isPersonal: entry.isPersonal ?? false,
  }
}

/** JSON with the names of every object in one order: the database keeps its own. No text is normalised. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`
}

/** The text that the digest of a line is made of, the same from what is written and from what is read back. Pure. */
export const contentText = (content: AuditContent): string =>
  // Named one by one: a row that is read has more fields.
  `onegrid-audit-1\n${canonicalJson({
    actorKind: content.actorKind,
    actorId: content.actorId,
    actorName: content.actorName,
    address: content.address,
    requestId: content.requestId,
    action: content.action,
    outcome: content.outcome,
    recordKind: content.recordKind,
    recordId: content.recordId,
    area: content.area,
    before: content.before,
    after: content.after,
    details: content.details,
    isPersonal: content.isPersonal,
  })}`

/** The text that the hash of a row is made of. The time stands here and not in the digest of the content: the database
 *  gives it, and asking for it before the line is written would cost every write a round trip. Pure. */
export const linkText = (previous: string, link: ChainLink): string =>
  `onegrid-link-1\n${JSON.stringify([
    previous,
    link.seq,
    link.id,
    link.at,
    link.sealedAt,
    link.isPersonal,
    link.clockSuspect,
    link.digest,
  ])}`
