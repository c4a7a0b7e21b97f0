import type { EventsPage, LiveEvent, StreamWord } from '#api/platform/events/events.contract.ts'
import { readStream, type Said } from './read-stream.ts'

/** How this browser hears: by the stream; by asking again and again, where something on the way holds the stream back; or not
 *  at all. */
export type LiveWay = 'connecting' | 'stream' | 'polling' | 'offline'

/** What a connection tells. `before`: what was known until then, so that whoever gets it by another tab notices a gap. */
export type LiveMessage =
  | { kind: 'event'; event: LiveEvent; before: number; delayMs: number }
  /** Nothing new up to `seq`. */
  | { kind: 'beat'; seq: number; before: number; delayMs: number }
  /** Everything is to be read anew. */
  | { kind: 'reset'; seq: number }
  | { kind: 'way'; way: LiveWay }

export type StreamOptions = {
  /** The last event that is known; undefined: from now on. */
  since: number | undefined
  headers: Readonly<Record<string, string>>
  onMessage: (message: LiveMessage) => void
  fetch?: typeof fetch
  random?: () => number
  limits?: Partial<typeof streamLimits>
}

export const streamLimits = {
  /** The server beats every 10 s. */
  silenceMs: 15_000,
  firstPauseMs: 500,
  longestPauseMs: 15_000,
  pollMs: 3_000,
  /** How often it is tried whether a stream comes through by now. */
  tryStreamMs: 60_000,
}

const path = '/api/events'
const isRefusal = (status: number) => status === 401 || status === 403

/** Stays connected until it is closed, and goes on each time after the last event it has. */
export function openEventStream(options: StreamOptions): { close(): void } {
  const { headers, onMessage, random = Math.random } = options
  const ask = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init))
  const limits = { ...streamLimits, ...options.limits }
  const closing = new AbortController()
  let known = options.since
  let way: LiveWay = 'connecting'
  /** The least that the server's clock was ever behind ours when something arrived: what is above it is delay. */
  let leastOffsetMs = Number.POSITIVE_INFINITY
  let failures = 0
  let wake = () => {}

  const setWay = (next: LiveWay) => {
    if (next === way) return
    way = next
    onMessage({ kind: 'way', way })
  }
  const delayOf = (at: string): number => {
    const offsetMs = Date.now() - Date.parse(at)
    leastOffsetMs = Math.min(leastOffsetMs, offsetMs)
    return offsetMs - leastOffsetMs
  }
  const hear = (event: LiveEvent) => {
    if (known !== undefined && event.seq <= known) return
    const before = known ?? event.seq - 1
    known = event.seq
    onMessage({ kind: 'event', event, before, delayMs: delayOf(event.at) })
  }
  const beat = (seq: number, at: string) => {
    const before = known ?? seq
    known = Math.max(seq, before)
    onMessage({ kind: 'beat', seq: known, before, delayMs: delayOf(at) })
  }
  const reset = (seq: number) => {
    known = seq
    onMessage({ kind: 'reset', seq })
  }
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const query = () => (known === undefined ? '' : `?since=${known}`)

  /** Listens until the stream ends. `silent`: it was accepted, and nothing came through. */
  async function listen(): Promise<'over' | 'silent' | 'refused'> {
    const connection = new AbortController()
    const signal = AbortSignal.any([closing.signal, connection.signal])
    let isSilent = false
    let hasHeard = false
    let watch: ReturnType<typeof setTimeout> | undefined
    const expectMore = () => {
      clearTimeout(watch)
      watch = setTimeout(() => {
        isSilent = true
        connection.abort()
      }, limits.silenceMs)
    }
    const take = ({ name, data }: Said) => {
      expectMore()
      hasHeard = true
      failures = 0
      if (name === 'message') return hear(JSON.parse(data) as LiveEvent)
      const word = JSON.parse(data) as StreamWord
      if (name === 'hello') {
        setWay('stream')
        // What was read before it may be older than what it begins with.
        if (known === undefined) reset(word.head)
        return
      }
      if (name === 'reset') {
        setWay('stream')
        reset(word.head)
      }
      if (name === 'heartbeat') beat(word.head, word.at)
      // `end`: the answer ends as well.
      if (name === 'end') connection.abort()
    }
    try {
      expectMore()
      const response = await ask(`${path}${query()}`, {
        headers: { ...headers, Accept: 'text/event-stream' },
        cache: 'no-store',
        signal,
      })
      if (isRefusal(response.status)) return 'refused'
      if (!response.ok) return response.status === 429 ? 'silent' : 'over'
      await readStream(response, take)
    } catch {
      // Lost, or given up above.
    } finally {
      clearTimeout(watch)
    }
    return isSilent && !hasHeard ? 'silent' : 'over'
  }

  /** Asks for page after page for a while. Gives false where there is no answer. */
  async function poll(): Promise<boolean> {
    const until = Date.now() + limits.tryStreamMs
    while (!closing.signal.aborted && Date.now() < until) {
      let page: EventsPage
      try {
        const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.silenceMs)])
        const response = await ask(`${path}${query()}`, {
          headers: { ...headers, Accept: 'application/json' },
          cache: 'no-store',
          signal,
        })
        if (!response.ok) return false
        page = (await response.json()) as EventsPage
      } catch {
        return false
      }
      failures = 0
      setWay('polling')
      if (known === undefined || page.reset) reset(page.next)
      else {
        for (const event of page.items) hear(event)
        beat(page.next, page.at)
      }
      if (!page.more) await pause(limits.pollMs)
    }
    return true
  }

  async function stayConnected(): Promise<void> {
    while (!closing.signal.aborted) {
      const outcome = await listen()
      if (closing.signal.aborted) return
      if (outcome === 'silent' && (await poll())) continue
      // One cut is mended before anybody has to know of it.
      if (failures > 0 || outcome === 'refused') setWay('offline')
      failures += 1
      const longest = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** Math.min(failures - 1, 10))
      // All who were cut off at once come back one after the other.
      await pause(longest * (0.5 + random() / 2))
    }
  }

  const handleOnline = () => wake()
  globalThis.addEventListener?.('online', handleOnline)
  void stayConnected()
  return {
    close() {
      closing.abort()
      wake()
      globalThis.removeEventListener?.('online', handleOnline)
    },
  }
}
