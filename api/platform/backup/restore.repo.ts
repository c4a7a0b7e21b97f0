import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'
import { sharedSchema } from '#api/platform/db/migrate-database.ts'
import { attempt } from './attempt.ts'
import type { BackupHeader } from './backup-format.ts'
import { countRows, listTables, readSequences, type TableShape } from './read-tables.repo.ts'

/** Their rows are no data that a restore would take from anybody: a migration puts a row into the first three, which only
 *  moves along with lines of the trail and the log; a server that starts makes the last, which is of use to accounts alone. */
const ownTables = ['audit_head', 'audit_sent', 'event_log_floor', 'secrets']

/** A number that was given out and lost with what came after the backup must not come again: browsers keep tiles for a
 *  year by the number of an edition. Nobody makes so many between two backups. */
const numbersSkipped = 100n

/** Other programs of ours on this server database that would have their tables changed under them; none on the embedded
 *  one, whose lock keeps them out. */
export async function listOtherPrograms(transaction: Transaction, own: string, schemas: readonly string[]) {
  const isShared = schemas.includes(sharedSchema)
  const rows = await transaction.rows<{ name: string; client: string }>(
    sql`SELECT DISTINCT application_name AS name, coalesce(client_addr::text, '') AS client FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name LIKE 'onegrid-%' AND application_name NOT LIKE ${`${own}%`}
          AND (${isShared} OR split_part(application_name, ' ', 2) = ANY(${`{${schemas.join(',')}}`}::text[]))
        ORDER BY 1, 2`,
  )
  return rows.map(({ name, client }) => [name, client].filter(Boolean).join(' @ '))
}

/** How many rows each table has that has any of somebody's; null for one that cannot be counted. */
export async function countAll(
  transaction: Transaction,
  schemas: readonly string[],
): Promise<{ name: string; rows: number | null }[]> {
  const counted: { name: string; rows: number | null }[] = []
  for (const { schema, name } of await listTables(transaction, schemas)) {
    if (ownTables.includes(name)) continue
    const rows = (await attempt(transaction, () => countRows(transaction, { schema, name }))) ?? null
    if (rows !== 0) counted.push({ name, rows })
  }
  return counted
}

/** The numbers given out so far: of the sequences, and of the editions. */
export async function readNumbers(
  transaction: Transaction,
  schemas: readonly string[],
): Promise<BackupHeader['sequences']> {
  const sequences = await readSequences(transaction, schemas)
  for (const [index, { schema, name }] of sequences.entries()) {
    if (name !== 'edition_numbers') continue
    // It knows only of editions that were taken out; those that go now are in the table.
    const [row] = await transaction.exactly<{ value: string; isCalled: boolean }>(
      1,
      sql`SELECT greatest((SELECT max(number) FROM ${sql.identifier(schema)}.editions),
                          CASE WHEN is_called THEN last_value ELSE 0 END)::text AS value
          FROM ${sql.identifier(schema)}.edition_numbers`,
    )
    const value = row?.value ?? '0'
    sequences[index] = { schema, name, value: value === '0' ? '1' : value, isCalled: value !== '0' }
  }
  return sequences
}

/** Sets each sequence above all numbers it has given out, here and where the backup was taken. */
export async function setNumbers(
  transaction: Transaction,
  givenOut: readonly BackupHeader['sequences'][],
  schemas: readonly string[],
): Promise<void> {
  for (const { schema, name } of await readNumbers(transaction, schemas)) {
    const all = givenOut.flat().filter((one) => one.schema === schema && one.name === name && one.isCalled)
    const highest = all.reduce((most, { value }) => (BigInt(value) > most ? BigInt(value) : most), 0n)
    if (all.length > 0)
      await transaction.run(
        sql`SELECT setval(${`"${schema}"."${name}"`}::text::regclass, ${(highest + numbersSkipped).toString()}::bigint)`,
      )
  }
}

/** Whoever listened to what is replaced has numbers of events that are no longer there, or are others now: each has to read
 *  everything anew, and no number that was given out comes again. */
export async function raiseEventFloor(
  transaction: Transaction,
  schema: string,
  givenOut: readonly BackupHeader['sequences'][],
): Promise<void> {
  const numbers = 'event_log_seq_seq'
  const given = givenOut
    .flat()
    .filter((one) => one.schema === schema && one.name === numbers && one.isCalled)
    .reduce((most, { value }) => (BigInt(value) > most ? BigInt(value) : most), 0n)
  const sequence = sql`${sql.identifier(schema)}.${sql.identifier(numbers)}`
  const [row] = await transaction.exactly<{ floor: string }>(
    1,
    sql`UPDATE ${sql.identifier(schema)}.event_log_floor
        SET seq = greatest(seq, ${given.toString()}::bigint, (SELECT last_value FROM ${sequence} WHERE is_called))
        RETURNING seq AS floor`,
  )
  if (row && row.floor !== '0')
    await transaction.run(sql`SELECT setval(${`"${schema}"."${numbers}"`}::text::regclass, ${row.floor}::bigint)`)
}

export async function dropSchemas(transaction: Transaction, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await transaction.run(sql`DROP SCHEMA IF EXISTS ${sql.identifier(schema)} CASCADE`)
}

/** Takes the foreign keys away, so that tables can be filled in any order; what it gives puts them back and checks every
 *  row. */
export async function liftForeignKeys(
  transaction: Transaction,
  schemas: readonly string[],
): Promise<() => Promise<void>> {
  const keys = await transaction.rows<{ drop: string; add: string }>(
    sql`SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop,
          format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS add
        FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
        WHERE c.contype = 'f' AND n.nspname = ANY(${`{${schemas.join(',')}}`}::text[]) ORDER BY 1`,
  )
  for (const { drop } of keys) await transaction.run(sql.raw(drop))
  return async () => {
    for (const { add } of keys) await transaction.run(sql.raw(add))
  }
}

/** Empties tables that a migration has put rows into. */
export async function emptyTables(transaction: Transaction, tables: readonly TableShape[]): Promise<void> {
  for (const { schema, name } of tables)
    await transaction.run(sql`DELETE FROM ${sql.identifier(schema)}.${sql.identifier(name)}`)
}

/** Rows as `readLines` gave them. `columns` are the backup's, in its order. */
export async function insertLines(
  transaction: Transaction,
  table: TableShape,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  const values = columns.map((column, index) => `(line->>${index})::${table.types[table.columns.indexOf(column)]}`)
  const names = sql.join(
    columns.map((column) => sql`${sql.identifier(column)}`),
    sql`, `,
  )
  await transaction.run(
    // The text is cast twice because the driver would encode a parameter of type json again.
    sql`INSERT INTO ${sql.identifier(table.schema)}.${sql.identifier(table.name)} (${names}) OVERRIDING SYSTEM VALUE
        SELECT ${sql.raw(values.join(', '))} FROM json_array_elements(${`[${lines.join(',')}]`}::text::json) AS line`,
    lines.length,
  )
}

/** Statistics, without which the planner knows nothing of tables that were empty a moment ago. */
export async function analyzeTables(transaction: Transaction, tables: readonly TableShape[]): Promise<void> {
  for (const { schema, name } of tables)
    await transaction.run(sql`ANALYZE ${sql.identifier(schema)}.${sql.identifier(name)}`)
}
