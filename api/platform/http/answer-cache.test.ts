import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { type AnswerCache, createAnswerCache, sendAnswer } from './answer-cache.ts'

/** A log that grows and a clock that is turned, both by the test; each answer says how far the log was and how often it was made. */
function openCache() {
  let head = 1
  let time = 0
  let count = 0
  const waits: { ms: number; go: () => void }[] = []
  const cache = createAnswerCache({
    readStamp: async () => String(head),
    now: () => time,
    wait: (ms) => new Promise<void>((go) => waits.push({ ms, go })),
  })
  const ask = async (key: unknown = 'all') => {
    const { body } = await cache.get(key, async () => {
      count++
      const seen = head
      // As a database takes its time.
      await new Promise((resolve) => setImmediate(resolve))
      return { seen, count }
    })
    return JSON.parse(body) as { seen: number; count: number }
  }
  /** Lets who waits for the next turn have it. */
  const takeTurns = async (afterMs: number) => {
    await expect.poll(() => waits.length).toBeGreaterThan(0)
    const waited = waits.splice(0)
    time += afterMs
    for (const { go } of waited) go()
    return waited.map(({ ms }) => ms)
  }
  return {
    cache,
    ask,
    takeTurns,
    happen: () => {
      head++
    },
    pass: (ms: number) => {
      time += ms
    },
    made: () => count,
  }
}

it('is made once for all who ask at the same moment, and again for nobody while nothing happens', async () => {
  const { ask, pass, made } = openCache()
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()))
  expect(answers.every(({ count }) => count === 1)).toBe(true)
  pass(14_000)
  await ask()
  expect(made()).toBe(1)
})

it('is never older than what had happened when it was asked for, and made once in two seconds', async () => {
  const { ask, happen, pass, takeTurns, made } = openCache()
  expect((await ask()).seen).toBe(1)
  pass(500)
  happen()
  const first = ask()
  happen()
  const second = ask()
  expect(await takeTurns(1_500)).toEqual([1_500])
  expect([(await first).seen, (await second).seen]).toEqual([3, 3])
  expect(made()).toBe(2)
  pass(2_000)
  happen()
  expect((await ask()).seen).toBe(4)
})

it('is not what was begun before the latest thing happened', async () => {
  const { ask, happen, takeTurns, made } = openCache()
  const early = ask()
  await expect.poll(made).toBe(1)
  happen()
  const late = ask()
  expect((await early).seen).toBe(1)
  await takeTurns(2_000)
  expect((await late).seen).toBe(2)
})

it('is made again after a while, since time limits pass without anything that happens', async () => {
  const { ask, pass, made } = openCache()
  await ask()
  pass(15_000)
  await ask()
  expect(made()).toBe(2)
})

it('is another one for another key', async () => {
  const { ask, made } = openCache()
  await Promise.all([ask(['figures', ['530326']]), ask(['figures', ['530326105']])])
  expect(made()).toBe(2)
})

it('keeps no failure, and tells it to all who waited', async () => {
  const { cache } = openCache()
  const fails = () => cache.get('one', () => Promise.reject(new Error('no area')))
  for (const result of await Promise.allSettled([fails(), fails()]))
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'no area' } })
  expect((await cache.get('one', async () => 7)).body).toBe('7')
})

it('is not sent again to who has it', async () => {
  const { cache } = openCache()
  const app = new Hono().get('/', async (c) => sendAnswer(c, await (cache as AnswerCache).get('one', async () => [1])))
  const first = await app.request('/')
  expect([first.status, await first.json(), first.headers.get('cache-control')]).toEqual([
    200,
    [1],
    'private, no-cache',
  ])
  const again = await app.request('/', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
  expect([again.status, await again.text()]).toEqual([304, ''])
})
