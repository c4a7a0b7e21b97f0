import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { sharedSchema } from '#api/platform/db/migrate-database.ts'
import type { BackupHeader, TableEntry } from './backup-format.ts'

/** The migrator's own; a restore makes it by migrating. */
export const migrationsTable = '__drizzle_migrations'
/** Of the shared schema, what holds for a moment and is in no backup. A session that comes back from a file would be a
 *  sign-in that nobody made, of somebody who may have signed out or lost the account since, and whoever has the file would
 *  have the session: after a restore everybody signs in again. Half a sign-in, half a pairing and what was counted against
 *  guessing belong to the moment they were made in. */
export const momentaryTables = ['sessions', 'verifications', 'wall_pairings', 'rate_counts', 'sign_in_failures']
const largestBatchBytes = 1_000_000
const mostRows = 4_096

/** What every value is written and read as, and that tables of personal data let the owner of the schema in: for the rest
 *  of the transaction. */
export async function prepareExchange(transaction: Transaction): Promise<void> {
  for (const setting of [
    "TimeZone = 'UTC'",
    "DateStyle = 'ISO, YMD'",
    "IntervalStyle = 'iso_8601'",
    "bytea_output = 'hex'",
    'extra_float_digits = 1',
    "onegrid.maintenance = 'backup'",
  ])
    await transaction.run(sql.raw(`SET LOCAL ${setting}`))
}

/** The county's schema and the shared one, those that are there. */
export async function findSchemas(handle: Handle, countySchema: string): Promise<string[]> {
  const rows = await handle.rows<{ name: string }>(
    sql`SELECT nspname AS name FROM pg_namespace WHERE nspname IN (${countySchema}, ${sharedSchema}) ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** Schemas of other counties in the same database. */
export async function listOtherCounties(handle: Handle, schema: string): Promise<string[]> {
  const rows = await handle.rows<{ name: string }>(
    sql`SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^county_[0-9]{6}$' AND nspname <> ${schema} ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** The migrations each schema has had; without those that were never migrated. */
export async function readMigrations(handle: Handle, schemas: readonly string[]): Promise<Record<string, number[]>> {
  const migrations: Record<string, number[]> = {}
  for (const schema of schemas) {
    const [found] = await handle.rows(
      sql`SELECT 1 FROM pg_tables WHERE schemaname = ${schema} AND tablename = ${migrationsTable}`,
    )
    if (!found) continue
    const rows = await handle.rows<{ at: string }>(
      sql`SELECT created_at AS at FROM ${sql.identifier(schema)}.${sql.identifier(migrationsTable)} ORDER BY created_at`,
    )
    if (rows.length > 0) migrations[schema] = rows.map(({ at }) => Number(at))
  }
  return migrations
}

export type TableShape = Pick<TableEntry, 'schema' | 'name' | 'columns'> & {
  /** What `CAST` takes, by column. */
  types: string[]
  /** The primary key, as `ORDER BY` takes it: the same order in every database. Empty where there is none. */
  order: string
}

const textArray = (values: readonly string[]) => sql`${`{${values.join(',')}}`}::text[]`

/** The tables of these schemas that a backup holds, with the columns that are stored: not the migrator's, and nothing
 *  momentary. */
export async function listTables(handle: Handle, schemas: readonly string[]): Promise<TableShape[]> {
  return await handle.rows<TableShape>(
    sql`SELECT n.nspname AS schema, c.relname AS name,
          array_agg(a.attname::text ORDER BY a.attnum) AS columns,
          array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
          coalesce((SELECT string_agg(quote_ident(k.attname) || CASE WHEN k.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END,
                                      ', ' ORDER BY at)
             FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS key(number, at)
             JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = key.number
             WHERE i.indrelid = c.oid AND i.indisprimary), '') AS order
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE n.nspname = ANY(${textArray(schemas)}) AND c.relkind = 'r' AND c.relname <> ${migrationsTable}
          AND NOT (n.nspname = ${sharedSchema} AND c.relname = ANY(${textArray(momentaryTables)}))
        GROUP BY c.oid, n.nspname, c.relname ORDER BY n.nspname, c.relname`,
  )
}

/** Tables whose rows are partly hidden from this user whatever is set: a backup would be short of them without a word. */
export async function listHiddenTables(handle: Handle, schemas: readonly string[]): Promise<string[]> {
  const rows = await handle.rows<{ name: string }>(
    sql`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY(${textArray(schemas)}) AND c.relkind = 'r' AND row_security_active(c.oid)
          AND NOT EXISTS (SELECT 1 FROM pg_policy p, unnest(p.polroles) AS role
                          WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('r', '*')
                            AND (role = 0 OR pg_has_role(role, 'MEMBER'))
                            AND (pg_get_expr(p.polqual, p.polrelid) = 'true'
                              OR pg_get_expr(p.polqual, p.polrelid) LIKE '%onegrid.maintenance%'))
        ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

const nameOf = ({ schema, name }: { schema: string; name: string }) =>
  sql`${sql.identifier(schema)}.${sql.identifier(name)}`

export async function countRows(handle: Handle, table: Pick<TableEntry, 'schema' | 'name'>): Promise<number> {
  const [row] = await handle.exactly<{ count: number }>(1, sql`SELECT count(*)::float8 AS count FROM ${nameOf(table)}`)
  return (row as { count: number }).count
}

/** How far each sequence of the schemas has come, but for the migrator's. */
export async function readSequences(handle: Handle, schemas: readonly string[]): Promise<BackupHeader['sequences']> {
  const found = await handle.rows<{ schema: string; name: string }>(
    sql`SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY(${textArray(schemas)}) AND c.relkind = 'S'
          AND c.relname NOT LIKE ${`${migrationsTable}%`}
        ORDER BY 1, 2`,
  )
  const sequences: BackupHeader['sequences'] = []
  for (const sequence of found) {
    const [state] = await handle.exactly<{ value: string; isCalled: boolean }>(
      1,
      sql`SELECT last_value::text AS value, is_called AS "isCalled" FROM ${nameOf(sequence)}`,
    )
    sequences.push({ ...sequence, ...(state as { value: string; isCalled: boolean }) })
  }
  return sequences
}

/** The rows of a table as lines, some at a time, by a cursor: about a megabyte is in memory however large it is. */
export async function* readLines(transaction: Transaction, table: TableShape): AsyncGenerator<string[]> {
  const values = sql.join(
    table.columns.map((column) => sql`${sql.identifier(column)}::text`),
    sql`, `,
  )
  const ordered = table.order === '' ? sql`` : sql.raw(` ORDER BY ${table.order}`)
  await transaction.run(
    sql`DECLARE backup NO SCROLL CURSOR FOR
        SELECT array_to_json(ARRAY[${values}]::text[])::text AS line FROM (SELECT * FROM ${nameOf(table)}${ordered} OFFSET 0) AS ordered`,
  )
  let count = 16
  for (;;) {
    const rows = await transaction.rows<{ line: string }>(sql.raw(`FETCH ${count} FROM backup`))
    if (rows.length === 0) break
    const lines = rows.map(({ line }) => line)
    yield lines
    const bytes = lines.reduce((sum, line) => sum + line.length, 0)
    // Of a few sizes only: each is a statement that is kept.
    if (bytes > largestBatchBytes && count > 1) count /= 2
    else if (bytes < largestBatchBytes / 2 && rows.length === count && count < mostRows) count *= 2
  }
  await transaction.run(sql`CLOSE backup`)
}
