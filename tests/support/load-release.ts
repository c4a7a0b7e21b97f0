import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import type { Database } from '#api/platform/db/client.ts'
import { requireApplicationRole, sharedSchema } from '#api/platform/db/migrate-database.ts'

export const releasesFolder = join(import.meta.dirname, 'releases')

/** The names of all releases whose database is kept, oldest first. */
export const releaseNames = ['0.1.0-console', '0.1.0-imports', '0.1.0-access']
/** The one with the most to change. */
export const oldestRelease = releaseNames[0] as string

/** Puts what a release left in the place of the county's schema and, where it had accounts, of theirs. */
export async function loadRelease(database: Database, name: string): Promise<void> {
  const statements = splitStatements(gunzipSync(readFileSync(join(releasesFolder, `${name}.sql.gz`))).toString('utf8'))
  await database.write(
    async (transaction) => {
      for (const schema of [database.schema, sharedSchema])
        await transaction.run(sql`DROP SCHEMA IF EXISTS ${sql.identifier(schema)} CASCADE`)
      // It belongs to the whole server, so no database of a release holds it.
      await requireApplicationRole(transaction)
      // A function comes before the tables it names.
      await transaction.run(sql`SET LOCAL check_function_bodies = off`)
      for (const statement of statements) {
        // A sequence is set by a query.
        if (/^\s*SELECT/.test(statement)) await transaction.rows(sql.raw(statement))
        else await transaction.run(sql.raw(statement))
      }
    },
    { deadlineMs: 120_000 },
  )
}

/** Each ends its line with a semicolon; the lines of a function's body do so too. */
function splitStatements(text: string): string[] {
  const statements: string[] = []
  let open = ''
  for (const piece of text.split(/;\n/)) {
    open += piece
    const isInBody = open.trimStart().startsWith('CREATE FUNCTION') && open.split('$$').length === 2
    if (isInBody) open += ';\n'
    else {
      if (open.trim() !== '') statements.push(open)
      open = ''
    }
  }
  return statements
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

/** What stands in those columns, as counts and a sum of each table, whatever others there are now. Without the lines of the
 *  record that tell of `untold`: that of a backup is written before it is taken, and stays whatever comes of it. */
export async function readFingerprint(
  database: Database,
  columns: Readonly<Record<string, readonly string[]>>,
  untold: readonly ('backup.take' | 'backup.restore')[] = ['backup.take'],
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
      const filter = name === 'audit_entries' ? sql`WHERE action <> ALL (${`{${untold.join(',')}}`}::text[])` : sql``
      const [sum] = await transaction.exactly<{ sum: string }>(
        1,
        sql`SELECT count(*) || ' ' || coalesce(md5(string_agg(line, ',' ORDER BY line COLLATE "C")), '') AS sum
            FROM (SELECT md5(ROW(${row})::text) AS line FROM ${table} ${filter}) AS lines`,
      )
      found[name] = sum?.sum ?? ''
    }
  })
  return found
}

/** Everything a migration could leave by half: migrations, columns, indexes, constraints, functions, rights, sequences.
 *  Rights that nobody has named are told as what they come to. */
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
          UNION ALL SELECT concat_ws(' ', 'granted', c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity,
              coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner)))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname IN ${schemas} AND c.relkind IN ('r', 'S')
          UNION ALL SELECT concat_ws(' ', 'column granted', a.attrelid::regclass, a.attname, a.attacl)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname IN ${schemas} AND a.attacl IS NOT NULL
          UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure, prosecdef, proconfig,
              coalesce(proacl, acldefault('f', proowner)), prosrc)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname IN ${schemas}
          UNION ALL SELECT concat_ws(' ', 'schema granted', nspname, coalesce(nspacl, acldefault('n', nspowner))) FROM pg_namespace WHERE nspname IN ${schemas}
          UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname IN ${schemas}
          ORDER BY 1`,
    )
    return rows.map(({ line }) => line)
  })
}
