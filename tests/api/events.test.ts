import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { createAuthenticator } from '#api/platform/access/authenticator.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import type { EventsPage } from '#api/platform/events/events.contract.ts'
import { listAfter, removeOldest } from '#api/platform/events/events.repo.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import type { startServer } from '#api/server.ts'
import { testCounty } from '../support/database.ts'
import { anEvent, type EventReader, readEvents } from '../support/event-reader.ts'
import { openImportApp } from '../support/import-app.ts'
import { aPrincipal, aScope, everybody } from '../support/principals.ts'

const grid = '530326001001001'
const otherGrid = '530326002001001'
/** So long that only being woken explains an event. */
const never = 3_600_000

let opened: Awaited<ReturnType<typeof openImportApp>>
const persons = new Map<string, Principal>()
let authenticator: ReturnType<typeof createAuthenticator>
const closing: (() => unknown)[] = []

beforeAll(async () => {
  opened = await openImportApp()
  authenticator = createAuthenticator(
    [{ pick: ({ authorization }) => authorization, check: async (id) => persons.get(id) }],
    testCounty,
  )
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => opened.close())

const is = (id: string, principal: Principal) => {
  persons.set(id, { ...principal, actor: { ...principal.actor, id } })
  return { authorization: id }
}
const all = () => is('all', everybody)

async function serve(eventLimits: NonNullable<Parameters<typeof startServer>[0]['eventLimits']> = {}) {
  const server = await opened.serve({ authenticator, eventLimits: { lookMs: never, ...eventLimits } })
  closing.push(server.close)
  return server.url
}
function listen(url: string, headers: Record<string, string>, query = ''): EventReader {
  const reader = readEvents(url, { headers, query })
  closing.push(reader.cut)
  return reader
}
async function hello(reader: EventReader): Promise<EventReader> {
  await expect.poll(() => reader.said.length, { timeout: 10_000 }).toBeGreaterThan(0)
  return reader
}
const record = (...events: Parameters<typeof recordEvents>[1]) =>
  opened.database.write((transaction) => recordEvents(transaction, events))
const readLog = () => opened.database.read((handle) => listAfter(handle, 0, 100_000))
const headNow = async () => (await readLog()).at(-1)?.seq ?? 0
const heard = (reader: EventReader, count: number) =>
  expect.poll(() => reader.events().length, { timeout: 10_000, interval: 10 }).toBe(count)
const ids = (reader: EventReader) => reader.events().map(({ recordId }) => recordId)
async function page(url: string, query: string, headers = all()): Promise<EventsPage> {
  return (await (await fetch(`${url}api/events${query}`, { headers })).json()) as EventsPage
}

describe('the log', () => {
  it.runIf(inject('databases').kind === 'server')(
    'shows a reader who has seen a number no smaller one later, however many write at once',
    async () => {
      const start = await headNow()
      const [writers, rounds] = [12, 12]
      let isOver = false
      const seen: number[] = []
      const reading = (async () => {
        let last = start
        for (let rest = 1; !isOver || rest > 0; ) {
          const rows = await opened.database.read((handle) => listAfter(handle, last, 500))
          rest = rows.length
          seen.push(...rows.map(({ seq }) => seq))
          last = seen.at(-1) ?? last
        }
      })()
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let round = 0; round < rounds; round++)
            await opened.database.write(async (transaction) => {
              await recordEvents(transaction, [anEvent(grid), anEvent(grid)])
              // Some take longer than others to come to their end.
              await transaction.rows(sql`SELECT pg_sleep(${((writer + round) % 4) / 500}::float8)`)
            })
        }),
      )
      isOver = true
      await reading
      const written = (await readLog()).map(({ seq }) => seq).filter((seq) => seq > start)
      expect(written).toHaveLength(writers * rounds * 2)
      expect(seen).toEqual(written)
    },
  )

  it('keeps nothing of a transaction that was rolled back, and the order within one', async () => {
    const before = await headNow()
    const events = [anEvent(grid), anEvent(otherGrid), anEvent(grid)]
    const failed = opened.database.write(async (transaction) => {
      await recordEvents(transaction, [anEvent(grid)])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await record(...events)
    const rows = await opened.database.read((handle) => listAfter(handle, before, 10))
    expect(rows.map(({ recordId }) => recordId)).toEqual(events.map(({ recordId }) => recordId))
  })

  it('takes no text that somebody has typed', async () => {
    await expect(record(anEvent(grid, { data: { title: '张三家' } }))).rejects.toThrow(/title/)
  })

  it.each([
    ['changes', sql`UPDATE event_log SET name = 'incident.noted'`],
    ['removes', sql`DELETE FROM event_log`],
    [
      'numbers',
      sql`INSERT INTO event_log (seq, name, record_kind, record_id, area_code) OVERRIDING SYSTEM VALUE
      VALUES (9, 'incident.noted', 'incident', 'x', ${grid})`,
    ],
    [
      'dates',
      sql`INSERT INTO event_log (at, name, record_kind, record_id, area_code)
      VALUES (now(), 'incident.noted', 'incident', 'x', ${grid})`,
    ],
  ])('is one that the application’s role never %s', async (_, statement) => {
    await record(anEvent(grid))
    const scope = aScope('incidents.read')
    await expect(opened.database.writeAs(scope, (transaction) => transaction.run(statement))).rejects.toThrow(
      /permission denied/,
    )
    await opened.database.writeAs(scope, (transaction) => recordEvents(transaction, [anEvent(grid)]))
  })

  it('loses what is older than 30 days, and whoever has only that reads everything anew', async () => {
    const url = await serve()
    await record(anEvent(grid), anEvent(grid))
    const [last, before] = (await readLog()).toReversed()
    await opened.database.write((transaction) =>
      transaction.run(
        sql`UPDATE event_log SET at = now() - interval '31 days' WHERE seq <= ${before?.seq ?? 0}::bigint`,
      ),
    )
    const older = (before?.seq ?? 0) - 1
    await opened.database.write((transaction) => removeOldest(transaction, 30))
    expect((await readLog()).map(({ seq }) => seq)).toEqual([last?.seq])
    expect(await page(url, `?since=${older}`)).toMatchObject({ reset: true, items: [], next: last?.seq })
    expect(await page(url, `?since=${before?.seq}`)).toMatchObject({ reset: false, next: last?.seq })

    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE event_log SET at = now() - interval '31 days'`),
    )
    await opened.database.write((transaction) => removeOldest(transaction, 30))
    expect(await readLog()).toEqual([])
    // The end of the log is where it was.
    expect(await page(url, `?since=${last?.seq}`)).toMatchObject({ reset: false, head: last?.seq })
  })
})

describe('the stream', () => {
  it('says hello with the last number and then each event, with its number, as soon as it is committed', async () => {
    const url = await serve()
    await record(anEvent(grid))
    const head = await headNow()
    const reader = await hello(listen(url, all()))
    const { headers } = await reader.answered
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['content-encoding']).toBeUndefined()
    expect(reader.said[0]).toMatchObject({ name: 'hello', id: head, data: { head } })
    const event = anEvent(grid, { data: { kind: 'dispute' } })
    await record(event)
    await heard(reader, 1)
    expect(reader.said.at(-1)?.id).toBe(await headNow())
    expect(reader.events()[0]).toEqual({
      seq: await headNow(),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      name: 'incident.reported',
      recordKind: 'incident',
      recordId: event.recordId,
      version: 1,
      area: grid,
      data: event.data,
    })
  })

  it('goes on where a reader was, by Last-Event-ID before since', async () => {
    const url = await serve()
    const events = [anEvent(grid), anEvent(grid), anEvent(grid)]
    const before = await headNow()
    await record(...events)
    const bySince = listen(url, all(), `?since=${before + 1}`)
    await heard(bySince, 2)
    const byHeader = listen(url, { ...all(), 'last-event-id': String(before + 2) }, `?since=${before}`)
    await heard(byHeader, 1)
    expect(ids(byHeader)).toEqual([events[2]?.recordId])
    expect(bySince.said[0]).toMatchObject({ name: 'hello', id: before + 1, data: { head: before + 3 } })
  })

  it('refuses to go on after what is no number, where it would leave out what has happened since', async () => {
    const answer = await fetch(`${await serve()}api/events`, {
      headers: { ...all(), accept: 'text/event-stream', 'last-event-id': 'abc' },
    })
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_input' }])
  })

  it('tells nobody of incidents he may not read, but who has lost one hears where it went', async () => {
    const url = await serve()
    const clerk = is('clerk', aPrincipal({ role: 'village-clerk', area: '530326001001' }))
    const planner = is('planner', aPrincipal('planner'))
    const readers = [
      await hello(listen(url, clerk)),
      await hello(listen(url, planner)),
      await hello(listen(url, all())),
    ]
    const since = await headNow()
    const own = anEvent(grid)
    const foreign = anEvent(otherGrid)
    const lost = anEvent(otherGrid, { name: 'incident.changed', data: { formerArea: grid } })
    await record(foreign, own, lost)
    const [ofClerk, ofPlanner, ofAll] = readers as [EventReader, EventReader, EventReader]
    await heard(ofAll, 3)
    await heard(ofClerk, 2)
    expect(ids(ofClerk)).toEqual([own.recordId, lost.recordId])
    expect(ofPlanner.events()).toEqual([])
    expect((await page(url, `?since=${since}`, clerk)).items.map(({ recordId }) => recordId)).toEqual(ids(ofClerk))
  })

  it('tells a shared screen neither the grid nor anything but kind, severity, state and rung', async () => {
    const url = await serve()
    const wall: Principal = {
      actor: { kind: 'wall', id: 'w', name: 'w' },
      name: 'w',
      grants: [{ role: 'wall', area: testCounty, until: null }],
      expiresAt: null,
    }
    const reader = await hello(listen(url, is('wall', wall)))
    const event = anEvent(grid, { name: 'incident.changed', data: { formerArea: otherGrid } })
    await record(event)
    await heard(reader, 1)
    const [seen] = reader.events()
    expect(seen).toMatchObject({ area: grid.slice(0, 12), recordId: event.recordId })
    expect(seen?.data).toEqual({ kind: 'hazard', severity: 'orange', state: 'reported', rung: 'grid' })
    expect(JSON.stringify(reader.said)).not.toContain(grid)
    expect(JSON.stringify(reader.said)).not.toContain(otherGrid)
  })

  it('beats with the last number, so that who hears little does not fall behind', async () => {
    const url = await serve({ heartbeatMs: 50 })
    const clerk = is('clerk', aPrincipal({ role: 'village-clerk', area: '530326001001' }))
    const reader = await hello(listen(url, clerk))
    await record(anEvent(otherGrid))
    const head = await headNow()
    await expect
      .poll(() => reader.said.at(-1), { timeout: 10_000 })
      .toMatchObject({ name: 'heartbeat', id: head, data: { head } })
    expect(reader.events()).toEqual([])
  })

  it.each([
    ['from the future', (head: number) => head + 1],
    ['too far behind', (head: number) => head - 9],
  ])('sends one who is %s to read everything anew, and goes on from now', async (_, since) => {
    await record(...Array.from({ length: 12 }, () => anEvent(grid)))
    const url = await serve({ windowSize: 8 })
    const head = await headNow()
    const reader = await hello(listen(url, all(), `?since=${since(head)}`))
    expect(reader.said[0]).toMatchObject({ name: 'reset', id: head, data: { head } })
    await record(anEvent(grid))
    await heard(reader, 1)
    expect(await page(url, `?since=${head + 100}`)).toMatchObject({ reset: true, next: head + 1 })
    expect(await page(url, `?since=${head - 11}`)).toMatchObject({ reset: true, next: head + 1 })
    const near = listen(url, all(), `?since=${head - 6}`)
    await heard(near, 7)
  })

  it('sends all who listen to read anew when a backup has turned the log back', async () => {
    const url = await serve({ lookMs: 20 })
    await record(anEvent(grid), anEvent(grid))
    const head = await headNow()
    const reader = await hello(listen(url, all()))
    await opened.database.write((transaction) =>
      transaction.run(sql`DELETE FROM event_log WHERE seq = ${head}::bigint`),
    )
    await expect
      .poll(() => reader.said, { timeout: 10_000 })
      .toContainEqual({ name: 'reset', id: head - 1, data: { head: head - 1, at: expect.any(String) } })
  })

  it('comes to an end when the session has, and when the rights have changed', async () => {
    const url = await serve({ heartbeatMs: 50 })
    const leaving = is('leaving', everybody)
    const changing = is('changing', everybody)
    const [left, changed] = [await hello(listen(url, leaving)), await hello(listen(url, changing))]
    persons.delete('leaving')
    is('changing', aPrincipal({ role: 'village-clerk', area: '530326001001' }))
    authenticator.forget()
    await expect.poll(() => left.isOver() && changed.isOver(), { timeout: 10_000 }).toBe(true)
    expect(left.said.at(-1)).toMatchObject({ name: 'end', data: { reason: 'session' } })
    expect(changed.said.at(-1)).toMatchObject({ name: 'end', data: { reason: 'rights' } })
    const refused = await listen(url, leaving).answered
    expect(refused.statusCode).toBe(401)
  })

  it('is open twenty times for one account, and again when one has closed', async () => {
    const url = await serve()
    const person = is('many', everybody)
    const readers = await Promise.all(Array.from({ length: 20 }, () => hello(listen(url, person))))
    const refused = await fetch(`${url}api/events`, { headers: { ...person, accept: 'text/event-stream' } })
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'too_many_streams'])
    expect(refused.headers.get('retry-after')).toBe('10')
    await hello(listen(url, all()))
    readers[0]?.cut()
    await expect
      .poll(
        async () => {
          const { statusCode } = await listen(url, person).answered
          return statusCode
        },
        { timeout: 10_000 },
      )
      .toBe(200)
  })

  it('ends at once when the server does', async () => {
    const server = await opened.serve({ authenticator })
    const reader = await hello(listen(server.url, all()))
    await server.close()
    await expect.poll(() => reader.isOver(), { timeout: 10_000 }).toBe(true)
    expect(reader.said.at(-1)).toMatchObject({ name: 'end', data: { reason: 'shutdown' } })
  })

  it('gives up a reader who has stopped reading, and the others hear everything meanwhile', async () => {
    const url = await serve({ heartbeatMs: 100, stuckMs: 500, windowSize: 100_000 })
    const stopped = await hello(listen(url, all()))
    await stopped.stop()
    const reader = await hello(listen(url, all()))
    let told = 0
    // Until no buffer between here and there takes any more.
    for (let round = 0; round < 60; round++) {
      const events = Array.from({ length: 1_000 }, () => anEvent(grid))
      await record(...events)
      told += events.length
    }
    await heard(reader, told)
    const response = await stopped.answered
    await expect
      .poll(
        () => {
          response.resume()
          return stopped.isOver()
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    expect(stopped.events().length).toBeLessThan(told)
  })

  it('hears of what nobody woke it for at the next look', async () => {
    const url = await serve({ lookMs: 50 })
    const reader = await hello(listen(url, all()))
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO event_log (name, record_kind, record_id, area_code, data)
            VALUES ('incident.noted', 'incident', 'unannounced', ${grid}, '{}')`,
      ),
    )
    await heard(reader, 1)
  })

  it('lets through what a newer process has written only to nobody', async () => {
    const url = await serve({ lookMs: 50 })
    const reader = await hello(listen(url, all()))
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO event_log (name, record_kind, record_id, area_code) VALUES ('thing.unknown', 'thing', 'x', ${grid})`,
      ),
    )
    await record(anEvent(grid))
    await heard(reader, 1)
    expect(reader.events()[0]?.name).toBe('incident.reported')
  })
})

describe('the page', () => {
  it('gives the log piece by piece, and says where to go on', async () => {
    const url = await serve()
    const start = await headNow()
    const events = Array.from({ length: 5 }, () => anEvent(grid))
    await record(...events)
    const first = await page(url, `?since=${start}&limit=2`)
    expect(first).toMatchObject({ next: start + 2, head: start + 5, more: true, reset: false })
    const second = await page(url, `?since=${first.next}&limit=500`)
    expect(second).toMatchObject({ next: start + 5, more: false })
    expect([...first.items, ...second.items].map(({ recordId }) => recordId)).toEqual(
      events.map(({ recordId }) => recordId),
    )
    expect(await page(url, '')).toMatchObject({ items: [], next: start + 5, reset: false })
  })

  it.each(['?since=-1', '?since=x', '?since=1.5', '?limit=0', '?limit=501'])('refuses %s', async (query) => {
    const url = await serve()
    const answer = await fetch(`${url}api/events${query}`, { headers: all() })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid_input'])
  })
})
