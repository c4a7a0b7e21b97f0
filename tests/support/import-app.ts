import { resolve } from 'node:path'
import pino from 'pino'
import type { ImportAnswer } from '#api/ground/imports/imports.contract.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { startServer, wireApp } from '#api/server.ts'
import { copyTemplate, testCounty } from './database.ts'
import { alwaysSignedIn } from './principals.ts'
import { aCollection, smallCountyGrids } from './small-county.ts'
import type { TemplateContent } from './template-host.ts'

type WireOptions = Partial<Parameters<typeof wireApp>[0]>

/** The whole application over a database of the running project's kind, empty or with the county, for imports through
 *  the API. */
export async function openImportApp(content: TemplateContent = 'empty') {
  const copy = await copyTemplate(content)
  const place = { ...copy.options, county: testCounty }
  const database: OpenedDatabase = await openDatabase(place)
  const opened: { close: () => Promise<void> }[] = []
  const settings = {
    database,
    place,
    webFolder: resolve(import.meta.dirname, '../support'),
    version: 'test',
    log: pino({ level: 'silent' }),
    authenticator: alwaysSignedIn(),
  }

  /** One more copy of the application, as another process beside a balancer has it. */
  async function wire(more: WireOptions = {}) {
    const wired = await wireApp({ ...settings, ...more })
    opened.push(wired)
    const request = (path: string, init?: RequestInit) => wired.app.request(path, init)
    return {
      routes: wired.app.routes,
      request,
      async upload(form: FormData, language = 'zh') {
        return request('/api/imports', { method: 'POST', body: form, headers: { 'Accept-Language': language } })
      },
      async find(id: string): Promise<ImportAnswer> {
        return (await (await request(`/api/imports/${id}`)).json()) as ImportAnswer
      },
      close: wired.close,
    }
  }
  return {
    database,
    place,
    wire,
    /** One more copy over a socket, on a free port; whoever asks for it closes it. */
    serve: (more: WireOptions = {}) => startServer({ ...settings, host: '127.0.0.1', port: 0, ...more }),
    async close() {
      for (const { close } of opened) await close()
      await database.close()
      await copy.remove()
    },
  }
}

/** A form as a browser sends it. */
export function aForm(files: Record<string, string>, fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, content] of Object.entries(files)) form.append('files', new File([content], name))
  return form
}

/** A body that comes bit by bit: what is sent, and how it ends, is the test's. */
export function sendSlowly({
  request,
}: {
  request: (path: string, init: RequestInit) => Response | Promise<Response>
}) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made
    },
  })
  const boundary = 'x-boundary'
  const send = (text: string) => controller?.enqueue(new TextEncoder().encode(text))
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`
  send(`${part('name="files"; filename="grids.geojson"')}{"type":`)
  const answer = Promise.resolve(
    request('/api/imports', {
      method: 'POST',
      body: stream,
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
      duplex: 'half',
    } as RequestInit),
  )
  return {
    answer,
    finish(rest: string) {
      send(`${rest}\r\n--${boundary}--\r\n`)
      controller?.close()
    },
    end: () => controller?.close(),
    breakOff: () => controller?.error(new Error('connection lost')),
  }
}

export const smallCountyFile = () => ({ 'grids.geojson': JSON.stringify(aCollection(smallCountyGrids())) })
