import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { makeRunFolder, removeFolder } from './run-folder.ts'
import { openTestServer } from './test-server.ts'

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

/** Vitest's global set-up of the projects that need a database. One run, one project, one folder, one cluster; templates
 *  are made in a process of their own, when a test file first asks, and everything is removed after the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = project.config.env.ONEGRID_TEST_DATABASE === 'server' ? 'server' : 'embedded'
  const folder = makeRunFolder('test')
  const server = kind === 'server' ? await openTestServer() : null
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
