import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'hono'
import { LRUCache } from 'lru-cache'
import { isNotModified, tagOf } from './conditional.ts'

/** An answer as it is sent. */
export type KeptAnswer = { body: string; tag: string }

/** Answers that cost the database much and that every console asks for again whenever something happens. One is made once for
 *  all that wait for it, and for each key at most once in `everyMs`. Nobody gets one that is older than what the log held when
 *  he asked: whoever asks for the changed answer too soon waits for the next turn. */
export type AnswerCache = {
  /** `key` names all that the answer depends on beside the log. What `make` throws is thrown to those who waited, and not kept. */
  get(key: unknown, make: () => Promise<unknown>): Promise<KeptAnswer>
}

const everyMs = 2_000
/** What moves with the clock alone (a time limit passes) shows after so long. */
const keptMs = 15_000
const mostCharacters = 8_000_000

type Kept = KeptAnswer & { stamp: string; startedAt: number }

export function createAnswerCache(deps: {
  /** How far the log is, and what else all answers depend on: another one, and everything is made anew. */
  readStamp: () => Promise<string>
  now?: () => number
  wait?: (ms: number) => Promise<unknown>
}): AnswerCache {
  const { readStamp, now = Date.now, wait = sleep } = deps
  const kept = new LRUCache<string, Kept>({
    maxSize: mostCharacters,
    sizeCalculation: ({ body }, key) => body.length + key.length,
  })
  const running = new Map<string, { stamp: string; promise: Promise<Kept> }>()
  const waiting = new Map<string, Promise<Kept>>()

  async function makeOne(key: string, stamp: string, make: () => Promise<unknown>): Promise<Kept> {
    const startedAt = now()
    const body = JSON.stringify(await make())
    const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
    const made = { stamp, startedAt, body, tag }
    kept.set(key, made)
    return made
  }
  /** Makes one when its turn comes: what is at work began before what its callers know of. */
  async function makeNext(key: string, make: () => Promise<unknown>): Promise<Kept> {
    let stamp: string
    try {
      await running.get(key)?.promise.catch(() => undefined)
      const sinceMs = now() - (kept.get(key)?.startedAt ?? Number.NEGATIVE_INFINITY)
      if (sinceMs < everyMs) await wait(everyMs - sinceMs)
      stamp = await readStamp()
    } finally {
      waiting.delete(key)
    }
    const promise = makeOne(key, stamp, make)
    running.set(key, { stamp, promise })
    try {
      return await promise
    } finally {
      running.delete(key)
    }
  }

  return {
    async get(named, make) {
      const key = JSON.stringify(named)
      const stamp = await readStamp()
      const found = kept.get(key)
      if (found?.stamp === stamp && now() - found.startedAt < keptMs) return found
      const atWork = running.get(key)
      if (atWork?.stamp === stamp) return atWork.promise
      const next = waiting.get(key) ?? makeNext(key, make)
      waiting.set(key, next)
      return next
    },
  }
}

/** Sends such an answer, or 304 to who has it. */
export function sendAnswer(c: Context, { body, tag }: KeptAnswer): Response {
  const headers = { ETag: tagOf(tag, 'identity'), 'Cache-Control': 'private, no-cache' }
  if (isNotModified(c.req.header('if-none-match'), tag)) return c.body(null, 304, headers)
  return c.body(body, 200, { ...headers, 'Content-Type': 'application/json' })
}
