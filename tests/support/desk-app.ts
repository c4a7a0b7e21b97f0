import { sql } from 'drizzle-orm'
import { createKeyCheck } from '#api/people/keys/key-check.ts'
import { createWallCheck } from '#api/people/walls/wall-check.ts'
import { createAuthenticator } from '#api/platform/access/authenticator.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import { wallHeader } from '#api/platform/http/credentials.ts'
import { testCounty } from './database.ts'
import { openImportApp } from './import-app.ts'

type Sender = Principal | { key: string } | { cookie: string } | undefined

/** The whole application over the county, asked by whoever is named: somebody who has signed in, a key, a screen with its
 *  cookies, or nobody. */
export async function openDesk() {
  const opened = await openImportApp('loaded')
  const { database } = opened
  const persons = new Map<string, Principal>()
  const authenticator = createAuthenticator(
    [
      {
        pick: ({ authorization }) => /^Test (\S+)$/.exec(authorization ?? '')?.[1],
        check: async (id) => persons.get(id),
      },
      createKeyCheck({ database, county: testCounty }),
      createWallCheck({ database, county: testCounty }),
    ],
    testCounty,
  )
  const desk = await opened.wire({ authenticator })

  function headersOf(sender: Sender): Record<string, string> {
    if (sender === undefined) return {}
    if ('key' in sender) return { authorization: `Bearer ${sender.key}` }
    if ('cookie' in sender) return { cookie: sender.cookie, [wallHeader]: '1' }
    const id = String(persons.size)
    persons.set(id, sender)
    return { authorization: `Test ${id}` }
  }
  /** `what` is a method and a path. */
  async function ask<Body = Record<string, unknown>>(
    sender: Sender,
    what: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const [method, path = ''] = what.split(' ')
    const response = await desk.request(path, {
      method,
      headers: { ...headers, ...headersOf(sender), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
  }
  /** The same of what is not JSON. */
  const fetchAs = (sender: Sender, path: string, headers: Record<string, string> = {}) =>
    desk.request(path, { headers: { ...headers, ...headersOf(sender) } })
  const sendForm = (sender: Sender, path: string, form: FormData, headers: Record<string, string> = {}) =>
    desk.request(path, { method: 'POST', body: form, headers: { ...headers, ...headersOf(sender) } })
  /** All that stands in these tables and in the audit, whose lines wander from one table of it to the other. */
  async function readAllText(...tables: string[]): Promise<string> {
    const texts = [...tables, 'audit_entries', 'audit_log'].map(
      (table) => sql`SELECT to_jsonb(t)::text AS line FROM ${sql.raw(table)} t`,
    )
    const rows = await database.read((handle) => handle.rows<{ line: string }>(sql.join(texts, sql` UNION ALL `)))
    return rows.map(({ line }) => line).join('\n')
  }
  return { database, place: opened.place, authenticator, ask, fetchAs, sendForm, readAllText, close: opened.close }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** What `ask` gives of a problem, in short. */
export const problemOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code?: string }).code,
]
