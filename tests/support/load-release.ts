import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import type { Database } from '#api/db/client.ts'

const folder = join(import.meta.dirname, 'releases')

/** The names of all releases whose database is kept, oldest first. */
export const releaseNames = readdirSync(folder)
  .filter((name) => name.endsWith('.sql.gz'))
  .map((name) => name.replace('.sql.gz', ''))
  .sort()

/** Puts what a release left in the place of the county's schema. */
export async function loadRelease(database: Database, name: string): Promise<void> {
  const statements = gunzipSync(readFileSync(join(folder, `${name}.sql.gz`)))
    .toString('utf8')
    .split(/;\n/)
    .filter((statement) => statement.trim() !== '')
  await database.write(
    async (transaction) => {
      await transaction.run(sql`DROP SCHEMA IF EXISTS ${sql.identifier(database.schema)} CASCADE`)
      for (const statement of statements) {
        // A sequence is set by a query.
        if (/^\s*SELECT/.test(statement)) await transaction.rows(sql.raw(statement))
        else await transaction.run(sql.raw(statement))
      }
    },
    { deadlineMs: 120_000 },
  )
}

/** The columns of each table. */
export async function readColumns(database: Database): Promise<Record<string, string[]>> {
  const rows = await database.read((handle) =>
    handle.rows<{ name: string; columns: string[] }>(
      sql`SELECT table_name::text AS name, array_agg(column_name::text ORDER BY column_name) AS columns
          FROM information_schema.columns WHERE table_schema = ${database.schema} AND table_name NOT LIKE '%migration%'
          GROUP BY table_name`,
    ),
  )
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))
}

/** What stands in those columns, as counts and a sum of each table, whatever others there are now. */
export async function readFingerprint(
  database: Database,
  columns: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  await database.write(async (transaction) => {
    await transaction.run(sql`SET LOCAL TimeZone = 'UTC'`)
    for (const [name, own] of Object.entries(columns)) {
      const row = sql.join(
        own.map((column) => sql`${sql.identifier(column)}::text`),
        sql`, `,
      )
      const [sum] = await transaction.exactly<{ sum: string }>(
        1,
        sql`SELECT count(*) || ' ' || coalesce(md5(string_agg(line, ',' ORDER BY line COLLATE "C")), '') AS sum
            FROM (SELECT md5(ROW(${row})::text) AS line FROM ${sql.identifier(name)}) AS lines`,
      )
      found[name] = sum?.sum ?? ''
    }
  })
  return found
}

/** Everything a migration could leave by half: migrations, columns, indexes, constraints, sequences. */
export async function readSchema(database: Database): Promise<string[]> {
  const rows = await database.read((handle) =>
    handle.rows<{ line: string }>(
      sql`SELECT 'migration ' || created_at AS line FROM __drizzle_migrations
          UNION ALL SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = ${database.schema}
          UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = ${database.schema}
          UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = ${database.schema}::regnamespace AND contype <> 'n'
          UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = ${database.schema}
          ORDER BY 1`,
    ),
  )
  return rows.map(({ line }) => line)
}
