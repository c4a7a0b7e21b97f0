import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { makeMemoryFolder, removeFolder } from './run-folder.ts'
import { openTestServer, type TestServer } from './test-server.ts'

export type DatabaseKind = 'embedded' | 'server'
/** What a template database holds: only tables; the county of data/huize with its tiles and basemap; that with
 *  demonstration incidents and patrols. Each is made of a copy of the one before. */
const contents = ['empty', 'loaded', 'demo'] as const
export type TemplateContent = (typeof contents)[number]

export type TemplateHost = {
  /** `GET <url>/<kind>/<content>` makes the template when first asked and answers with where it is: a data folder, or the
   *  address of a database. `GET <url>/server` answers with the address of a database for creating others. */
  url: string
  close(): Promise<void>
}

const repository = resolve(import.meta.dirname, '../..')

/** Makes the templates of the test databases, each once, and the cluster under those of the server. `npm test` has one
 *  for all its steps and tells them with `ONEGRID_TEST_TEMPLATES`; a step that runs alone has its own. */
export async function openTemplateHost(): Promise<TemplateHost> {
  const folder = makeMemoryFolder('templates')
  const made = new Map<string, Promise<string>>()
  const once = (name: string, make: () => Promise<string>): Promise<string> => {
    const known = made.get(name)
    if (known) return known
    const promise = make()
    made.set(name, promise)
    return promise
  }

  let opening: Promise<TestServer> | null = null
  const openServer = () => {
    opening ??= openTestServer()
    return opening
  }
  const makeTemplate = (kind: DatabaseKind, content: TemplateContent): Promise<string> =>
    once(`${kind}/${content}`, async () => {
      const before = contents[contents.indexOf(content) - 1]
      const model = before && (await makeTemplate(kind, before))
      const place =
        kind === 'server' ? await (await openServer()).createDatabase(content, model) : join(folder, content)
      if (kind === 'embedded' && model) cpSync(model, place, { recursive: true, preserveTimestamps: true })
      await runTemplateMaker(content, place)
      return place
    })

  const answer = async (path = ''): Promise<string> => {
    if (path === '/server') return (await openServer()).adminUrl
    const [, kind, word] = path.split('/')
    const content = contents.find((one) => one === word)
    if ((kind !== 'embedded' && kind !== 'server') || !content) throw new Error(`There is no template ${path}.`)
    return makeTemplate(kind, content)
  }
  const http = createServer((request, response) => {
    answer(request.url).then(
      (text) => response.end(text),
      (error: Error) => {
        response.statusCode = 500
        response.end(error.message)
      },
    )
  })
  // Making the county takes longer than Node's default patience with a request.
  http.requestTimeout = 0
  // A test file that computes for seconds hears too late that its idle connection was closed, and asks over it again.
  http.keepAliveTimeout = 0
  await new Promise<void>((resolvePromise) => http.listen(0, '127.0.0.1', resolvePromise))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      http.closeAllConnections()
      http.close()
      await Promise.allSettled(made.values())
      const server = await opening?.catch(() => null)
      await server?.remove()
      removeFolder(folder)
    },
  }
}

async function runTemplateMaker(content: TemplateContent, place: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['scripts/run.mjs', '../tests/support/make-template', content, place], {
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
