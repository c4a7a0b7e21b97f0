import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { createGuard } from '#api/platform/access/guard.ts'
import { routeRules } from '#api/platform/access/route-actions.ts'
import type { Database } from '#api/platform/db/client.ts'
import { createAttempts } from '#api/platform/http/attempts.ts'
import { toProblem } from '#api/platform/http/problem.ts'
import { limitRate } from '#api/platform/http/rate-limit.ts'
import { createRequestRate, type RequestRate } from '#api/platform/http/request-rate.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPrincipal } from '../support/principals.ts'

describe('how often somebody may ask', () => {
  let database: Database
  const opened: RequestRate[] = []
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterEach(async () => {
    for (const rate of opened.splice(0)) await rate.close()
    await database.write((transaction) => transaction.run(sql`DELETE FROM onegrid.rate_counts`))
  })
  afterAll(() => database.close())

  // No minute and no ten minutes end while a test counts.
  const at = Math.floor(Date.now() / 600_000) * 600_000 + 15_000
  const now = () => at
  const open = () => {
    const rate = createRequestRate({ database, now })
    opened.push(rate)
    return rate
  }
  const countsOf = (key: string) =>
    database.read((handle) =>
      handle.rows<{ count: number }>(
        sql`SELECT sum(count)::integer AS count FROM onegrid.rate_counts WHERE key = ${key}`,
      ),
    )
  /** A copy of the server with one open route and one for who has signed in. */
  const serve = (rate: RequestRate) => {
    const authenticator = {
      identify: async ({ authorization }: { authorization?: string | undefined }) =>
        authorization?.startsWith('good')
          ? { ...aPrincipal('county-operator'), actor: { kind: 'person' as const, id: authorization, name: 'x' } }
          : undefined,
      recall: () => undefined,
      isFamiliar: ({ authorization }: { authorization?: string | undefined }) => authorization === 'good familiar',
      forget() {},
    }
    const limiter = limitRate({ rate, limits: { account: 20, address: 5 }, authenticator })
    expect([routeRules['GET /api/healthz'], routeRules['GET /api/session']]).toEqual(['open', 'signed-in'])
    const app = new Hono<AccessEnv>()
      .use((c, next) => {
        c.set('clientAddress', c.req.header('x-from') ?? '')
        return next()
      })
      .use(limiter.beforeGuard)
      .use(createGuard(authenticator))
      .use(limiter.behindGuard)
      .get('/api/healthz', (c) => c.json({}))
      .get('/api/session', (c) => c.json({}))
      .onError(toProblem)
    return async (path: string, from: string, authorization = '') => {
      const response = await app.request(path, { headers: { 'x-from': from, authorization } })
      return { status: response.status, retryAfter: Number(response.headers.get('retry-after')) }
    }
  }
  const statuses = async (times: number, ask: () => Promise<{ status: number }>) => {
    const seen: number[] = []
    for (let time = 0; time < times; time++) seen.push((await ask()).status)
    return seen
  }

  it('is counted by account, whatever the address', async () => {
    const ask = serve(open())
    const seen = await statuses(22, () => ask('/api/session', '10.0.0.1', 'good a'))
    expect(seen).toEqual([...Array(20).fill(200), 429, 429])
    const late = await ask('/api/session', '10.0.0.2', 'good a')
    expect(late.status).toBe(429)
    expect(late.retryAfter).toBeGreaterThan(0)
    expect(late.retryAfter).toBeLessThanOrEqual(60)
    // Another account behind the same address is another matter, and so is who has not signed in.
    expect((await ask('/api/session', '10.0.0.1', 'good b')).status).toBe(200)
    expect((await ask('/api/healthz', '10.0.0.1')).status).toBe(200)
  })

  it('is counted by address for who has not signed in, and for wrong keys before anybody looks at them', async () => {
    const ask = serve(open())
    expect(await statuses(6, () => ask('/api/session', '10.0.0.9', 'wrong'))).toEqual([401, 401, 401, 401, 401, 429])
    expect((await ask('/api/session', '10.0.0.9', 'good new')).status).toBe(429)
    // Who was let in a moment ago does not suffer for the others behind the same address, nor by what is open to all.
    expect((await ask('/api/session', '10.0.0.9', 'good familiar')).status).toBe(200)
    expect((await ask('/api/healthz', '10.0.0.9')).status).toBe(429)
    expect(await statuses(6, () => ask('/api/healthz', '10.0.0.7'))).toEqual([200, 200, 200, 200, 200, 429])
    expect((await ask('/api/session', '10.0.0.7', 'good new')).status).toBe(200)
    expect((await ask('/api/healthz', '10.0.0.8')).status).toBe(200)
    expect(await statuses(6, () => ask('/api/healthz', '2001:db8:1:2::1'))).toEqual([200, 200, 200, 200, 200, 429])
    expect((await ask('/api/healthz', '2001:db8:1:2:ffff::7')).status).toBe(429)
    expect((await ask('/api/healthz', '2001:db8:1:3::1')).status).toBe(200)
  })

  it('is shared by several copies of the server', async () => {
    const [one, other] = [open(), open()]
    for (let time = 0; time < 15; time++) expect(one.count('person p', 20)).toBe(0)
    for (let time = 0; time < 15; time++) expect(other.count('person p', 20)).toBe(0)
    await expect.poll(() => [one, other].every((copy) => copy.count('person p', 20) > 0), { timeout: 8_000 }).toBe(true)
    await Promise.all([one.close(), other.close()])
    const [row] = await countsOf('person p')
    expect(row?.count).toBeGreaterThan(30)
  })

  it('costs no statement a request, and none at all of who asks seldom', async () => {
    let writes = 0
    const counted = new Proxy(database, {
      get(target, name) {
        if (name === 'write') writes += 1
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const rate = createRequestRate({ database: counted, now })
    for (let time = 0; time < 5; time++) rate.count('person quiet', 600)
    await rate.close()
    expect(writes).toBe(0)
    for (let time = 0; time < 500; time++) rate.count('person busy', 600)
    await rate.close()
    expect(writes).toBe(1)
    expect(await countsOf('person quiet')).toEqual([{ count: null }])
    expect(await countsOf('person busy')).toEqual([{ count: 500 }])
  })

  it('lets requests through while the database is away, and goes by what it has seen itself', async () => {
    const rate = createRequestRate({
      database: { write: () => Promise.reject(new Error('gone')) } as unknown as Database,
      now,
    })
    for (let time = 0; time < 20; time++) expect(rate.count('person p', 20)).toBe(0)
    await rate.close()
    expect(rate.count('person p', 20)).toBeGreaterThan(0)
  })

  it('counts every attempt where each one counts, over all copies, and removes what is old', async () => {
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO onegrid.rate_counts (key, starts_at, count) VALUES ('old', now() - interval '2 hours', 7)`,
        1,
      ),
    )
    const copies = [createAttempts({ database, now }), createAttempts({ database, now })]
    const take = () =>
      Promise.allSettled(
        Array.from({ length: 12 }, (_, index) =>
          (copies[index % 2] as (typeof copies)[number]).take({ key: 'b', limit: 10 }, { key: 'a', limit: 100 }),
        ),
      )
    const refusals = (await take()).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    expect(refusals.map(({ reason }) => reason.code)).toEqual(['too_many_requests', 'too_many_requests'])
    expect(await countsOf('a')).toEqual([{ count: 12 }])
    await copies[0]?.giveBack('b')
    expect(await countsOf('b')).toEqual([{ count: 11 }])
    expect(await countsOf('old')).toEqual([{ count: null }])
  })
})
