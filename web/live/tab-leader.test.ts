import { afterEach, describe, expect, it } from 'vitest'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import type { LiveMessage, StreamOptions } from './event-stream.ts'
import { followEvents } from './tab-leader.ts'

/** The locks and channels of one browser. */
function createBrowser() {
  const channels = new Set<EventTarget & { postMessage(data: unknown): void; close(): void }>()
  const createChannel = () => {
    const channel = Object.assign(new EventTarget(), {
      postMessage(data: unknown) {
        for (const other of channels)
          if (other !== channel) other.dispatchEvent(Object.assign(new Event('message'), { data }))
      },
      close: () => void channels.delete(channel),
    })
    channels.add(channel)
    return channel as unknown as BroadcastChannel
  }
  let last: Promise<unknown> = Promise.resolve()
  const locks = {
    request: (_name: string, _options: unknown, run: () => unknown) => {
      const turn = last.then(run)
      last = turn.catch(() => {})
      return turn
    },
  } as unknown as Pick<LockManager, 'request'>
  return { createChannel, locks }
}

const anEvent = (seq: number) => ({ seq, name: 'incident.noted', recordId: String(seq) }) as LiveEvent

describe('the tabs of a browser', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

  function openTabs() {
    const browser = createBrowser()
    const streams: (StreamOptions & { isClosed: boolean })[] = []
    const openTab = (parts: Partial<ReturnType<typeof createBrowser>> = browser) => {
      const heard: LiveMessage[] = []
      const tab = followEvents(
        'test',
        { headers: {}, onMessage: (message) => heard.push(message) },
        {
          locks: parts.locks,
          channel: parts.createChannel?.(),
          open(options) {
            const stream = { ...options, isClosed: false }
            streams.push(stream)
            return {
              close() {
                stream.isClosed = true
              },
            }
          },
        },
      )
      closing.push(tab.close)
      const seqs = () => heard.flatMap((message) => (message.kind === 'event' ? [message.event.seq] : []))
      const resets = () => heard.filter(({ kind }) => kind === 'reset').length
      return { ...tab, heard, seqs, resets }
    }
    return { openTab, streams }
  }
  const tell = (stream: StreamOptions | undefined, seq: number, before: number) =>
    stream?.onMessage({ kind: 'event', event: anEvent(seq), before, delayMs: 0 })

  it('share one stream', async () => {
    const { openTab, streams } = openTabs()
    const tabs = [openTab(), openTab(), openTab()]
    await settle()
    expect(streams).toHaveLength(1)
    streams[0]?.onMessage({ kind: 'reset', seq: 4 })
    tell(streams[0], 5, 4)
    expect(tabs.map((tab) => tab.seqs())).toEqual([[5], [5], [5]])
  })

  it('go on when the one that listens is closed, after what they have heard', async () => {
    const { openTab, streams } = openTabs()
    const [first, second] = [openTab(), openTab()]
    await settle()
    streams[0]?.onMessage({ kind: 'reset', seq: 4 })
    tell(streams[0], 5, 4)
    first?.close()
    await settle()
    expect(streams.map(({ isClosed, since }) => [isClosed, since])).toEqual([
      [true, undefined],
      [false, 5],
    ])
    tell(streams[1], 6, 5)
    expect(second?.seqs()).toEqual([5, 6])
    expect(second?.resets()).toBe(1)
  })

  it('that come later learn how it stands and read everything anew', async () => {
    const { openTab, streams } = openTabs()
    openTab()
    await settle()
    streams[0]?.onMessage({ kind: 'way', way: 'stream' })
    streams[0]?.onMessage({ kind: 'reset', seq: 4 })
    const late = openTab()
    await settle()
    expect(late.heard).toEqual([
      { kind: 'way', way: 'stream' },
      { kind: 'reset', seq: 4 },
    ])
    tell(streams[0], 5, 4)
    expect(late.seqs()).toEqual([5])
    expect(late.resets()).toBe(1)
  })

  it('that have slept read everything anew', async () => {
    const { openTab, streams } = openTabs()
    openTab()
    const asleep = openTab()
    await settle()
    streams[0]?.onMessage({ kind: 'reset', seq: 4 })
    // 5 and 6 were told to nobody here
    tell(streams[0], 7, 6)
    expect(asleep.heard.slice(-2)).toMatchObject([
      { kind: 'reset', seq: 6 },
      { kind: 'event', event: { seq: 7 } },
    ])
  })

  it('listen each for itself where the browser has no locks', async () => {
    const { openTab, streams } = openTabs()
    openTab({})
    openTab({})
    await settle()
    expect(streams).toHaveLength(2)
  })
})
