import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { StartError } from '#api/platform/process/start-error.ts'
import type { Database, Transaction } from './client.ts'
import { codeOf } from './database-errors.ts'
import { applicationRole } from './scope.ts'

const countyMigrations = fileURLToPath(new URL('./migrations', import.meta.url))
/** Of the schema that all counties of a database share. */
const sharedMigrations = fileURLToPath(new URL('./migrations-shared', import.meta.url))
export const sharedSchema = 'onegrid'
const folderOf = (schema: string) => (schema === sharedSchema ? sharedMigrations : countyMigrations)
const oldestPostgis = [3, 3] as const
/** The key of the lock under which one process at a time migrates; the county's schema is the second key. */
const migrationLock = 0x06e6
const migrateMs = 300_000

/** Brings the county's schema and the one all counties share up to date: PostGIS, the application's role, the schemas, and
 *  every migration that is not in them yet, all in one transaction. Several processes may do so at once. Throws `StartError` where the server does not allow it. */
export async function migrateDatabase(database: Database): Promise<{ applied: number }> {
  return await database.write(
    async (transaction) => {
      await lockMigrations(transaction, database.schema)
      return { applied: await migrateWithin(transaction, database.schema) }
    },
    { deadlineMs: migrateMs },
  )
}

/** Until the end of the transaction nobody else migrates this schema, nor the shared one. */
export async function lockMigrations(transaction: Transaction, schema: string): Promise<void> {
  // The shared one first, always: two processes of two counties would else wait for each other.
  for (const locked of [sharedSchema, schema])
    await transaction.run(sql`SELECT pg_advisory_xact_lock(${migrationLock}, hashtext(${locked}))`)
}

/** What `migrateDatabase` does, inside a transaction of the caller's; up to and with the migration of `upTo`, by schema,
 *  where it is given. Gives how many were applied. */
export async function migrateWithin(
  transaction: Transaction,
  schema: string,
  upTo: Readonly<Record<string, number>> = {},
): Promise<number> {
  await requirePostgis(transaction)
  let applied = 0
  for (const one of [sharedSchema, schema]) await requireSchema(transaction, one)
  await requireApplicationRole(transaction)
  for (const one of [sharedSchema, schema]) applied += await applyMigrations(transaction, one, upTo[one])
  return applied
}

/** The migrations this program knows for a schema, by their times, in order. */
export const listKnownMigrations = (schema: string): number[] =>
  schema === sharedSchema || schema.startsWith('county_')
    ? readMigrationFiles({ migrationsFolder: folderOf(schema) }).map(({ folderMillis }) => folderMillis)
    : []

async function requirePostgis(transaction: Transaction): Promise<void> {
  const find = () =>
    transaction.rows<{ version: string; schema: string }>(
      sql`SELECT extversion AS version, nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'postgis'`,
    )
  let [found] = await find()
  if (!found) {
    const [offered] = await transaction.rows<{ version: string }>(
      sql`SELECT default_version AS version FROM pg_available_extensions WHERE name = 'postgis'`,
    )
    if (!offered)
      throw new StartError({
        zh: '数据库服务器没有安装 PostGIS；请在服务器上安装 PostGIS 3.3 或更高版本后再启动。',
        en: 'The database server has no PostGIS; install PostGIS 3.3 or newer on it and start again.',
      })
    requireVersion(offered.version)
    try {
      await transaction.run(sql`CREATE EXTENSION postgis SCHEMA public`)
    } catch (error) {
      throw new StartError(
        {
          zh: '数据库里还没有启用 PostGIS，当前用户也无权启用；请管理员在该库执行 CREATE EXTENSION postgis 后再启动。',
          en: 'PostGIS is not enabled in this database and this user may not enable it; have an administrator run CREATE EXTENSION postgis there and start again.',
        },
        error,
      )
    }
    found = (await find())[0]
  }
  if (!found) throw new Error('PostGIS was created and is not there')
  requireVersion(found.version)
  if (found.schema !== 'public')
    throw new StartError({
      zh: `PostGIS 装在模式 ${found.schema} 里；请把它移到 public 后再启动。`,
      en: `PostGIS stands in the schema ${found.schema}; move it to public and start again.`,
    })
}

function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldestPostgis[0] || (major === oldestPostgis[0] && minor >= oldestPostgis[1])) return
  throw new StartError({
    zh: `数据库的 PostGIS 是 ${version}，低于所需的 3.3；请升级后再启动。`,
    en: `The database has PostGIS ${version}, older than the 3.3 that is needed; upgrade it and start again.`,
  })
}

async function requireSchema(transaction: Transaction, schema: string): Promise<void> {
  // Asked first: CREATE SCHEMA IF NOT EXISTS wants the right to create even where there is nothing to do.
  const [found] = await transaction.rows(sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`)
  if (found) return
  try {
    await transaction.run(sql`CREATE SCHEMA ${sql.identifier(schema)}`)
  } catch (error) {
    if (codeOf(error) !== '42501') throw error
    throw new StartError(
      {
        zh: `数据库用户无权建立模式 ${schema}；请授予建模式的权限（GRANT CREATE ON DATABASE）后再启动。`,
        en: `The database user may not create the schema ${schema}; grant it (GRANT CREATE ON DATABASE) and start again.`,
      },
      error,
    )
  }
}

export const madeByNewer = () =>
  new StartError({
    zh: '数据库是由更新版本的 OneGrid 建立的；请升级程序后再启动。',
    en: 'The database was made by a newer OneGrid; upgrade the program and start again.',
  })

/** The role that owns nothing. It belongs to the whole server, and another database of it may be making it in this moment. */
export async function requireApplicationRole(transaction: Transaction): Promise<void> {
  try {
    await transaction.run(
      sql.raw(`DO $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${applicationRole}') THEN
          CREATE ROLE ${applicationRole} NOLOGIN NOSUPERUSER NOBYPASSRLS;
        END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`),
    )
    await transaction.run(
      sql.raw(`DO $$ BEGIN
        IF NOT pg_has_role('${applicationRole}', 'MEMBER') THEN GRANT ${applicationRole} TO CURRENT_USER; END IF;
      END $$`),
    )
  } catch (error) {
    if (codeOf(error) !== '42501') throw error
    throw new StartError(
      {
        zh: `数据库用户无权建立角色 ${applicationRole}；请管理员执行 CREATE ROLE ${applicationRole} NOLOGIN，再 GRANT ${applicationRole} TO 该用户，然后启动。`,
        en: `The database user may not make the role ${applicationRole}; have an administrator run CREATE ROLE ${applicationRole} NOLOGIN and GRANT ${applicationRole} TO this user, and start again.`,
      },
      error,
    )
  }
}

/** The same table and columns as drizzle's own migrator, which cannot run inside a transaction of ours. */
async function applyMigrations(
  transaction: Transaction,
  schema: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folderOf(schema) })
  const log = sql`${sql.identifier(schema)}.__drizzle_migrations`
  const [table] = await transaction.rows<{ oid: string | null }>(
    sql`SELECT to_regclass(${`"${schema}".__drizzle_migrations`})::text AS oid`,
  )
  if (!table?.oid)
    await transaction.run(sql`CREATE TABLE ${log} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`)
  const done = await transaction.rows<{ at: string }>(sql`SELECT created_at AS at FROM ${log}`)
  const newestHere = Math.max(0, ...migrations.map(({ folderMillis }) => folderMillis))
  const newestThere = Math.max(0, ...done.map(({ at }) => Number(at)))
  if (newestThere > newestHere) throw madeByNewer()
  let applied = 0
  for (const { sql: statements, hash, folderMillis } of migrations) {
    if (folderMillis <= newestThere || folderMillis > upTo) continue
    for (const statement of statements) await transaction.run(sql.raw(statement))
    await transaction.run(sql`INSERT INTO ${log} (hash, created_at) VALUES (${hash}, ${folderMillis})`, 1)
    applied++
  }
  return applied
}
