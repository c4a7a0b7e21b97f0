import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startPostgresCluster } from './postgres-cluster.ts'
import { makeRunFolder, removeFolder } from './run-folder.ts'

/** What a template database holds: only tables, or the county of data/huize with its tiles and basemap. */
export type TemplateContent = 'empty' | 'loaded'

export type TestDatabases = {
  kind: 'embedded' | 'server'
  /** Everything of this run lies in here. */
  folder: string
  /** `GET <templates>/<content>` makes the template when first asked and answers with where it is. */
  templates: string
  /** On a server: a database for creating others; its name ends in `_test`. */
  adminUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    databases: TestDatabases
  }
}

const repository = resolve(import.meta.dirname, '../..')

/** The name of a URL's database. Throws where it does not end in `_test`: tests empty and drop databases. */
export function requireTestDatabaseName(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  if (!name.endsWith('_test'))
    throw new Error(`The database "${name}" does not end in "_test": the tests touch no other.`)
  return name
}

/** Vitest's global set-up of the projects that need a database. One run, one project, one folder, one cluster; templates
 *  are made in a process of their own, when a test file first asks, and everything is removed after the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = project.config.env.ONEGRID_TEST_DATABASE === 'server' ? 'server' : 'embedded'
  const folder = makeRunFolder('test')
  const server = kind === 'server' ? await openServer() : null
  const made = new Map<TemplateContent, Promise<string>>()
  const makeTemplate = (content: TemplateContent): Promise<string> => {
    const known = made.get(content)
    if (known) return known
    const promise = (async () => {
      const place = server ? await server.createDatabase(content) : join(folder, `template-${content}`)
      await runTemplateMaker(content, place)
      return place
    })()
    made.set(content, promise)
    return promise
  }

  const http = createServer((request, response) => {
    const content = request.url === '/loaded' ? 'loaded' : 'empty'
    makeTemplate(content).then(
      (place) => response.end(place),
      (error: Error) => {
        response.statusCode = 500
        response.end(error.message)
      },
    )
  })
  // Making the county takes longer than Node's default patience with a request.
  http.requestTimeout = 0
  await new Promise<void>((resolvePromise) => http.listen(0, '127.0.0.1', resolvePromise))
  project.provide('databases', {
    kind,
    folder,
    templates: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    adminUrl: server?.adminUrl ?? '',
  })

  return async () => {
    http.closeAllConnections()
    http.close()
    await server?.remove()
    removeFolder(folder)
  }
}

async function runTemplateMaker(content: TemplateContent, place: string): Promise<void> {
  const maker = join(import.meta.dirname, 'make-template.ts')
  try {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', maker, content, place], {
      cwd: repository,
      timeout: 300_000,
      killSignal: 'SIGKILL',
      maxBuffer: 10_000_000,
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`The template database "${content}" could not be made:\n${stderr || stdout || String(error)}`)
  }
}

/** The server of `TEST_DATABASE_URL`, else a cluster made for this run. */
async function openServer() {
  const given = process.env.TEST_DATABASE_URL
  const cluster = given ? null : await startPostgresCluster()
  const runName = `onegrid_${process.pid}`
  if (cluster) await run(cluster.urlOf('postgres'), 'CREATE DATABASE onegrid_test')
  const adminUrl = given ?? cluster?.urlOf('onegrid_test') ?? ''
  requireTestDatabaseName(adminUrl)
  return {
    adminUrl,
    async createDatabase(content: TemplateContent): Promise<string> {
      const name = `${runName}_${content}_test`
      await run(adminUrl, `CREATE DATABASE "${name}"`)
      const url = urlOfDatabase(adminUrl, name)
      await run(url, 'CREATE EXTENSION IF NOT EXISTS postgis')
      return url
    },
    async remove(): Promise<void> {
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

async function run(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
