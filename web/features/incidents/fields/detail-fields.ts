import { detailsByKind } from '#api/operations/incidents/incident-work.contract.ts'
import type { IncidentKind } from '#api/operations/incidents/incidents.contract.ts'

/** What is asked about a kind beside what every incident has. `method`: one of the methods of mediation in the reference. */
export type DetailField =
  | { name: string; input: 'choice'; choices: readonly string[] }
  | { name: string; input: 'number'; min: number; max: number }
  | { name: string; input: 'method' | 'flag' }

const { dispute, hazard, request } = detailsByKind
const choice = (name: string, choices: readonly string[]): DetailField => ({ name, input: 'choice', choices })
const number = (name: string, min: number, max: number): DetailField => ({ name, input: 'number', min, max })

export const detailFields: Readonly<Record<IncidentKind, readonly DetailField[]>> = {
  dispute: [
    choice('complexity', dispute.shape.complexity.unwrap().options),
    number('partyCount', 0, 100_000),
    { name: 'method', input: 'method' },
  ],
  hazard: [
    choice('size', hazard.shape.size.unwrap().options),
    choice('trigger', hazard.shape.trigger.unwrap().options),
    number('peopleExposed', 0, 1_000_000),
    number('inspectionDays', 1, 366),
  ],
  emergency: [
    { name: 'isOngoing', input: 'flag' },
    { name: 'isRoadBlocked', input: 'flag' },
    number('peopleAffected', 0, 1_000_000),
  ],
  request: [
    choice('channel', request.shape.channel.unwrap().options),
    choice('complexity', request.shape.complexity.unwrap().options),
  ],
}

/** The details as the fields of a form hold them: everything a text, and what nobody said is empty. */
export type RawDetails = Readonly<Record<string, string>>

/** Pure. */
export const writeRawDetails = (details: Readonly<Record<string, unknown>>): RawDetails =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value),
    ]),
  )

/** What the fields of a kind come to, and the first that cannot be read. Pure. */
export function readRawDetails(
  kind: IncidentKind,
  raw: RawDetails,
): { details: Record<string, string | number | boolean>; faulty: DetailField | null } {
  const details: Record<string, string | number | boolean> = {}
  let faulty: DetailField | null = null
  for (const field of detailFields[kind]) {
    // numbers come from Chinese keyboards as well
    const text = (raw[field.name] ?? '').normalize('NFKC').replace(/[,\s]/g, '')
    if (text === '') continue
    if (field.input === 'number') {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      if (value >= field.min && value <= field.max) details[field.name] = value
      else faulty ??= field
    } else details[field.name] = field.input === 'flag' ? text === 'yes' : text
  }
  return { details, faulty }
}
