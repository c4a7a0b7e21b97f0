import { type SQL, sql } from 'drizzle-orm'

/** A timestamptz as ISO text in UTC. Text because a JavaScript Date would lose three of six digits: pages are cut by the
 *  microsecond, people read milliseconds. */
export const instantText = (column: SQL, digits: 'MS' | 'US' = 'MS'): SQL =>
  sql`to_char(${column} AT TIME ZONE 'UTC', ${sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.${digits}"Z"'`)})`

/** A text as part of a LIKE pattern. Pure. */
export const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)

/** Values as what stands in the brackets of `IN (…)`. */
export const valueList = (values: readonly string[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )
