import postgres from 'postgres'
import { startPostgresCluster } from './postgres-cluster.ts'

/** The name of a URL's database. Throws where it does not end in `_test`: tests empty and drop databases. */
export function requireTestDatabaseName(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  if (!name.endsWith('_test'))
    throw new Error(`The database "${name}" does not end in "_test": the tests touch no other.`)
  return name
}

export type TestServer = {
  /** A database for creating others; its name ends in `_test`. */
  adminUrl: string
  /** A database with PostGIS, empty or as the one of the address `model`, and its address. `name` is one word, once a
   *  run. */
  createDatabase(name: string, model?: string): Promise<string>
  /** Takes away what was made here. */
  remove(): Promise<void>
}

/** The server of `TEST_DATABASE_URL`, else a cluster made for this run. */
export async function openTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  const cluster = given ? null : await startPostgresCluster()
  const runName = `onegrid_${process.pid}`
  if (cluster) await administer(cluster.urlOf('postgres'), 'CREATE DATABASE onegrid_test')
  const adminUrl = given ?? cluster?.urlOf('onegrid_test') ?? ''
  requireTestDatabaseName(adminUrl)
  return {
    adminUrl,
    async createDatabase(name, model) {
      const fullName = `${runName}_${name}_test`
      const template = model ? ` TEMPLATE "${requireTestDatabaseName(model)}"` : ''
      await administer(adminUrl, `CREATE DATABASE "${fullName}"${template}`)
      const url = urlOfDatabase(adminUrl, fullName)
      await administer(url, 'CREATE EXTENSION IF NOT EXISTS postgis')
      return url
    },
    async remove() {
      if (cluster) return cluster.stop()
      const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
      const left = await sql<
        { datname: string }[]
      >`select datname from pg_database where datname like ${`${runName}\\_%\\_test`}`
      for (const { datname } of left) await sql.unsafe(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`)
      await sql.end({ timeout: 2 })
    },
  }
}

export function urlOfDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Runs statements one after the other on a connection of its own. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    for (const statement of statements) await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
