import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { type LiveMessage, openEventStream } from './event-stream.ts'

const anEvent = (seq: number): LiveEvent => ({
  seq,
  at: new Date().toISOString(),
  name: 'incident.reported',
  recordKind: 'incident',
  recordId: `i${seq}`,
  version: 1,
  area: '530326001001001',
  data: {},
})
const word = (name: string, head: number) =>
  `event: ${name}\nid: ${head}\ndata: ${JSON.stringify({ head, at: new Date().toISOString() })}\n\n`
const said = (seq: number) => `id: ${seq}\ndata: ${JSON.stringify(anEvent(seq))}\n\n`

/** A server whose answers the test makes. */
function createServer() {
  const asked: { url: string; accept: string | null; headers: Headers }[] = []
  const answers: ((signal: AbortSignal) => Response | Promise<Response>)[] = []
  const ask = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers)
    asked.push({ url: String(input), accept: headers.get('accept'), headers })
    const answer = answers.shift()
    if (!answer) throw new TypeError('fetch failed')
    return answer(init?.signal as AbortSignal)
  }) as typeof fetch
  /** A stream that says these and stays open; `end` closes it, `cut` breaks it. */
  function willStream(...texts: string[]) {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const say = (text: string) => controller?.enqueue(new TextEncoder().encode(text))
    answers.push((signal) => {
      const body = new ReadableStream<Uint8Array>({
        start(made) {
          controller = made
          for (const text of texts) say(text)
        },
      })
      signal.addEventListener('abort', () => {
        try {
          controller?.error(new DOMException('aborted', 'AbortError'))
        } catch {
          // It has ended already.
        }
      })
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
    })
    return { say, cut: () => controller?.error(new TypeError('network')), end: () => controller?.close() }
  }
  const willAnswer = (status: number, body: unknown = {}) =>
    void answers.push(() => new Response(JSON.stringify(body), { status }))
  return { asked, ask, willStream, willAnswer }
}

describe('the stream of a browser', () => {
  let messages: LiveMessage[]
  let server: ReturnType<typeof createServer>
  let stream: { close(): void } | undefined
  const open = (since?: number) => {
    stream = openEventStream({
      since,
      headers: { 'X-Test': '1' },
      onMessage: (message) => messages.push(message),
      fetch: server.ask,
      random: () => 1,
    })
  }
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const seqs = () => messages.flatMap((message) => (message.kind === 'event' ? [message.event.seq] : []))
  const ways = () => messages.flatMap((message) => (message.kind === 'way' ? [message.way] : []))
  beforeEach(() => {
    vi.useFakeTimers()
    messages = []
    server = createServer()
  })
  afterEach(() => {
    stream?.close()
    vi.useRealTimers()
  })

  it('reads everything anew at the first hello, and then only what is told', async () => {
    const { say } = server.willStream(word('hello', 7))
    open()
    await later(0)
    expect(server.asked).toMatchObject([{ url: '/api/events', accept: 'text/event-stream' }])
    expect(server.asked[0]?.headers.get('x-test')).toBe('1')
    expect(messages).toEqual([
      { kind: 'way', way: 'stream' },
      { kind: 'reset', seq: 7 },
    ])
    say(said(8).slice(0, 20))
    say(said(8).slice(20) + said(10))
    await later(0)
    expect(messages.slice(2)).toMatchObject([
      { kind: 'event', event: { seq: 8 }, before: 7 },
      { kind: 'event', event: { seq: 10 }, before: 8 },
    ])
  })

  it('goes on after the last event it has when it was cut, without a word where that is mended at once', async () => {
    const first = server.willStream(word('hello', 7), said(8))
    open()
    await later(0)
    server.willStream(word('hello', 8), said(9))
    first.cut()
    await later(600)
    expect(server.asked.map(({ url }) => url)).toEqual(['/api/events', '/api/events?since=8'])
    expect(seqs()).toEqual([8, 9])
    expect(ways()).toEqual(['stream'])
    expect(messages.filter(({ kind }) => kind === 'reset')).toHaveLength(1)
  })

  it('hears nothing twice', async () => {
    server.willStream(word('hello', 7), said(8), said(8), said(7), said(9))
    open()
    await later(0)
    expect(seqs()).toEqual([8, 9])
  })

  it('tries again and again, in longer and longer pauses, and says that it is cut off', async () => {
    open(3)
    await later(120_000)
    expect(ways()).toEqual(['offline'])
    const tries = server.asked.length
    expect(tries).toBeGreaterThan(8)
    await later(60_000)
    expect(server.asked.length - tries).toBe(4)
    server.willStream(word('hello', 3), said(4))
    await later(15_000)
    expect(ways()).toEqual(['offline', 'stream'])
    expect(seqs()).toEqual([4])
    expect(server.asked.at(-1)?.url).toBe('/api/events?since=3')
  })

  it('gives up a connection on which nothing comes any more', async () => {
    server.willStream(word('hello', 7), said(8))
    open()
    await later(14_000)
    expect(server.asked).toHaveLength(1)
    server.willStream(word('hello', 8))
    await later(2_000)
    expect(server.asked.map(({ url }) => url)).toEqual(['/api/events', '/api/events?since=8'])
  })

  it('asks for pages where something on the way holds the stream back, and tries the stream again after a while', async () => {
    server.willStream()
    const page = (since: number, items: LiveEvent[], more = false) =>
      server.willAnswer(200, {
        items,
        head: 9,
        next: items.at(-1)?.seq ?? since,
        reset: false,
        more,
        at: new Date().toISOString(),
      })
    page(7, [])
    page(7, [anEvent(8)], true)
    page(8, [anEvent(9)])
    open(7)
    await later(16_000)
    expect(ways()).toEqual(['polling'])
    await later(3_000)
    expect(seqs()).toEqual([8, 9])
    expect(server.asked.slice(1).map(({ accept, url }) => `${accept} ${url}`)).toEqual([
      'application/json /api/events?since=7',
      'application/json /api/events?since=7',
      'application/json /api/events?since=8',
    ])
    for (let count = 0; count < 18; count++) page(9, [])
    server.willStream(word('hello', 9), said(10))
    await later(70_000)
    expect(server.asked.filter(({ accept }) => accept === 'text/event-stream')).toHaveLength(2)
    expect(ways()).toEqual(['polling', 'stream'])
    expect(seqs()).toEqual([8, 9, 10])
  })

  it('reads everything anew when it is told so, by the stream and by a page', async () => {
    server.willStream(word('reset', 90), said(91))
    open(3)
    await later(0)
    expect(messages).toMatchObject([{ kind: 'way' }, { kind: 'reset', seq: 90 }, { kind: 'event', before: 90 }])
  })

  it('knows how late something came, whatever the clocks say', async () => {
    const { say } = server.willStream(word('hello', 7))
    open()
    await later(0)
    const [early, late] = [said(8), said(9)]
    say(early)
    await later(2_500)
    say(late)
    await later(0)
    expect(messages.flatMap((message) => (message.kind === 'event' ? [message.delayMs] : []))).toEqual([0, 2_500])
  })

  it('asks no more once it is closed', async () => {
    open(3)
    await later(1_000)
    stream?.close()
    const tries = server.asked.length
    await later(120_000)
    expect(server.asked).toHaveLength(tries)
  })
})
