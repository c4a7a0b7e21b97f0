import type postgres from 'postgres'

/*
 * How values travel between JavaScript and PostgreSQL: timestamps as `Date`, a date as text (postgres.js would make it a
 * local midnight), `bigint` and `numeric` as text, JSON as what it says, arrays of one dimension as arrays.
 *
 * postgres.js can learn the array types from the server, but does so in a statement of its own that nobody waits for:
 * when the connection is cut in that moment the rejection is unhandled and ends the process.
 */

/** A list in PostgreSQL's text form, of one dimension: `{1,NULL,"a \"b\""}`. Pure. */
export function parseArray(text: string): (string | null)[] {
  const items: (string | null)[] = []
  const pattern = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/g
  for (const [, quoted, bare] of text.matchAll(pattern))
    items.push(quoted === undefined ? (bare === 'NULL' ? null : (bare as string)) : quoted.replace(/\\(.)/g, '$1'))
  return items
}

/** The reverse of `parseArray`. Pure. */
export function formatArray(items: readonly unknown[]): string {
  const parts = items.map((item) => {
    const value = toParameter(item)
    if (value === null || value === undefined) return 'NULL'
    return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value)
  })
  return `{${parts.join(',')}}`
}

/** A value as the driver takes it. Pure. */
export function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return formatArray(value)
  return value
}

const same = (value: unknown) => value
const arrayOf = (typeId: number, parseItem: (text: string) => unknown): postgres.PostgresType => ({
  to: typeId,
  from: [typeId],
  serialize: same,
  parse: (text: string) => parseArray(text).map((item) => (item === null ? null : parseItem(item))),
})
const json = (typeId: number): postgres.PostgresType => ({
  to: typeId,
  from: [typeId],
  // Text is taken for JSON that is written already, which is what drizzle sends.
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string) => JSON.parse(text) as unknown,
})

/** For postgres.js. */
export const driverTypes: Record<string, postgres.PostgresType> = {
  date: { to: 1082, from: [1082], serialize: same, parse: same },
  json: json(114),
  jsonb: json(3802),
  booleans: arrayOf(1000, (text) => text === 't'),
  smallints: arrayOf(1005, Number),
  integers: arrayOf(1007, Number),
  bigints: arrayOf(1016, String),
  texts: arrayOf(1009, String),
  varchars: arrayOf(1015, String),
  reals: arrayOf(1021, Number),
  doubles: arrayOf(1022, Number),
  numerics: arrayOf(1231, String),
  uuids: arrayOf(2951, String),
  timestamps: arrayOf(1185, (text) => new Date(text)),
}
