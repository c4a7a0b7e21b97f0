import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import type { Database } from '#api/db/client.ts'
import { sharedSchema } from '#api/db/migrate-database.ts'

const folder = join(import.meta.dirname, 'releases')

/** The names of all releases whose database is kept, oldest first. */
export const releaseNames = readdirSync(folder)
  .filter((name) => name.endsWith('.sql.gz'))
  .map((name) => name.replace('.sql.gz', ''))
  .sort()

/** Puts what a release left in the place of the county's schema. None of them had accounts. */
export async function loadRelease(database: Database, name: string): Promise<void> {
  const statements = gunzipSync(readFileSync(join(folder, `${name}.sql.gz`)))
    .toString('utf8')
    .split(/;\n/)
    .filter((statement) => statement.trim() !== '')
  await database.write(
    async (transaction) => {
      for (const schema of [database.schema, sharedSchema])
        await transaction.run(sql`DROP SCHEMA IF EXISTS ${sql.identifier(schema)} CASCADE`)
      for (const statement of statements) {
        // A sequence is set by a query.
        if (/^\s*SELECT/.test(statement)) await transaction.rows(sql.raw(statement))
        else await transaction.run(sql.raw(statement))
      }
    },
    { deadlineMs: 120_000 },
  )
}

/** The columns of each table; those of accounts as `onegrid.users`. */
export async function readColumns(database: Database): Promise<Record<string, string[]>> {
  const rows = await database.read((handle) =>
    handle.rows<{ name: string; columns: string[] }>(
      sql`SELECT CASE WHEN table_schema = ${sharedSchema} THEN table_schema || '.' ELSE '' END || table_name AS name,
            array_agg(column_name::text ORDER BY column_name) AS columns
          FROM information_schema.columns
          WHERE table_schema IN (${database.schema}, ${sharedSchema}) AND table_name NOT LIKE '%migration%'
          GROUP BY table_schema, table_name`,
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
      const table = sql.join(
        name.split('.').map((part) => sql.identifier(part)),
        sql`.`,
      )
      const [sum] = await transaction.exactly<{ sum: string }>(
        1,
        sql`SELECT count(*) || ' ' || coalesce(md5(string_agg(line, ',' ORDER BY line COLLATE "C")), '') AS sum
            FROM (SELECT md5(ROW(${row})::text) AS line FROM ${table}) AS lines`,
      )
      found[name] = sum?.sum ?? ''
    }
  })
  return found
}

/** Everything a migration could leave by half: migrations, columns, indexes, constraints, sequences. */
export async function readSchema(database: Database): Promise<string[]> {
  return await database.read(async (handle) => {
    const schemas = sql`(${database.schema}, ${sharedSchema})`
    const rows = await handle.rows<{ line: string }>(
      sql`SELECT 'migration ' || created_at AS line FROM __drizzle_migrations
          UNION ALL SELECT concat_ws(' ', 'column', table_schema, table_name, column_name, udt_name, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema IN ${schemas}
          UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ${schemas}
          UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
            FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace WHERE nspname IN ${schemas} AND contype <> 'n'
          UNION ALL SELECT concat_ws(' ', 'policy', schemaname, tablename, policyname, cmd, roles, qual, with_check)
            FROM pg_policies WHERE schemaname IN ${schemas}
          UNION ALL SELECT concat_ws(' ', 'granted', c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity, c.relacl)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname IN ${schemas} AND c.relkind IN ('r', 'S')
          UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname IN ${schemas}
          ORDER BY 1`,
    )
    return rows.map(({ line }) => line)
  })
}
