import { resolve } from 'node:path'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import type { Role } from '#api/platform/access/access.contract.ts'
import type { AccessSettings } from '#api/platform/access/create-access.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { wireApp } from '#api/server.ts'
import { copyTemplate, testCounty } from './database.ts'
import type { DatabaseKind } from './template-host.ts'

export const goodPassword = 'Lancang-7-bridges'

type AuditLine = { actor: string; action: string; outcome: string; details: unknown; address: string }

/** The whole application over an empty database, to sign in to. */
export async function openSignInApp(kind?: DatabaseKind) {
  const copy = await copyTemplate('empty', kind)
  const place = { ...copy.options, county: testCounty }
  const database = await openDatabase(place)
  const opened: { close: () => Promise<void> }[] = []
  const endApps = async () => {
    for (const { close } of opened.splice(0)) await close()
  }
  const hash = await hashPassword(goodPassword)

  /** One copy of the server, with a browser that keeps its cookies for whoever asks for one. */
  async function wire(access: Partial<AccessSettings> = {}) {
    const wired = await wireApp({
      database,
      access,
      place,
      webFolder: resolve(import.meta.dirname, '../support'),
      version: 'test',
      log: pino({ level: 'silent' }),
    })
    opened.push(wired)
    const openBrowser = (address = '10.0.0.1') => new TestBrowser(wired.app, address)
    return { ...wired, openBrowser }
  }

  return {
    database,
    wire,
    /** What the record says that people did here, oldest first. */
    auditLines: () =>
      database.read((handle) =>
        handle.rows<AuditLine>(
          sql`SELECT actor_name AS actor, action, outcome, details, address FROM
            (SELECT id, actor_name, action, outcome, details, address FROM audit_entries
             UNION SELECT id, actor_name, action, outcome, details, address FROM audit_log) a ORDER BY id`,
        ),
      ),
    addUser: (username: string, role: Role = 'county-operator', more: { area?: string; mustChange?: boolean } = {}) =>
      database.write(async (transaction) => {
        const id = await insertAccount(transaction, {
          username,
          name: `姓名${username}`,
          passwordHash: hash,
          mustChangePassword: more.mustChange ?? false,
          grants: [{ role, area: more.area ?? testCounty }],
          grantedBy: 'tests',
        })
        if (id === undefined) throw new Error(`there is a ${username} already`)
        return id
      }),
    /** Ends the copies of the server; the database stays. */
    endApps,
    async close() {
      await endApps()
      await database.close()
      await copy.remove()
    },
  }
}

type Fetching = { request: (path: string, init?: RequestInit, env?: object) => Response | Promise<Response> }
export type TestAnswer<Body> = { status: number; body: Body; headers: Headers }

/** Sends what a browser sends, from one address, and keeps cookies as it does. */
class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly #app: Fetching
  address: string
  constructor(app: Fetching, address: string) {
    this.#app = app
    this.address = address
  }

  async send<Body = Problem>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer<Body>> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#app.request(
      path,
      {
        method,
        headers: {
          ...(cookie && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          'user-agent': 'test browser',
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      { incoming: { socket: { remoteAddress: this.address } } },
    )
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0(;|$)/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, headers: response.headers }
  }

  signIn(username: string, password = goodPassword): Promise<TestAnswer<Problem & { next?: string }>> {
    return this.send('POST', '/api/session', { username, password })
  }
}

export type { TestBrowser }
