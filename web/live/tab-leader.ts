import { type LiveMessage, openEventStream, type StreamOptions } from './event-stream.ts'

/** What the tabs of one browser tell each other. `asking`: a new one wants to know how it stands. */
type TabMessage = LiveMessage | { kind: 'asking' } | { kind: 'standing'; seq: number | undefined; way: LiveMessage }

type Parts = {
  locks?: Pick<LockManager, 'request'> | undefined
  channel?: BroadcastChannel | undefined
  open?: typeof openEventStream
}

/**
 * One stream a browser: of all tabs with the same `name` one holds the lock, listens, and tells the others. When it goes, the
 * next has the lock and goes on after what it has heard. Where a browser has neither locks nor channels, each tab listens.
 */
export function followEvents(
  name: string,
  { headers, onMessage }: Pick<StreamOptions, 'headers' | 'onMessage'>,
  parts: Parts = {
    locks: globalThis.navigator?.locks,
    channel: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name),
  },
): { close(): void } {
  const { locks, channel, open = openEventStream } = parts
  const closing = new AbortController()
  let known: number | undefined
  let way: LiveMessage = { kind: 'way', way: 'connecting' }
  let stream: { close(): void } | undefined

  function take(message: LiveMessage): void {
    if (message.kind === 'way') way = message
    if (message.kind === 'event' || message.kind === 'beat') {
      const seq = message.kind === 'event' ? message.event.seq : message.seq
      if (known !== undefined && message.kind === 'event' && seq <= known) return
      // A tab that was asleep has missed what was told meanwhile.
      if (known === undefined || message.before > known) onMessage({ kind: 'reset', seq: message.before })
      known = Math.max(seq, known ?? 0)
    }
    if (message.kind === 'reset') known = message.seq
    onMessage(message)
  }

  function lead(): void {
    stream = open({
      since: known,
      headers,
      onMessage(message) {
        channel?.postMessage(message satisfies TabMessage)
        take(message)
      },
    })
    channel?.postMessage({ kind: 'way', way: 'connecting' } satisfies TabMessage)
  }

  channel?.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (closing.signal.aborted) return
    if (data.kind === 'asking') {
      if (stream) channel.postMessage({ kind: 'standing', seq: known, way } satisfies TabMessage)
    } else if (data.kind === 'standing') {
      if (stream || known !== undefined) return
      take(data.way as LiveMessage)
      if (data.seq !== undefined) take({ kind: 'reset', seq: data.seq })
    } else if (!stream) take(data)
  })

  if (locks && channel) {
    channel.postMessage({ kind: 'asking' } satisfies TabMessage)
    void locks
      .request(name, { signal: closing.signal }, () => {
        if (closing.signal.aborted) return undefined
        lead()
        return new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()))
      })
      // Closed before its turn came.
      .catch(() => {})
  } else lead()

  return {
    close() {
      closing.abort()
      stream?.close()
      channel?.close()
    },
  }
}
