import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { EventReach } from './event-reach.ts'
import type { EventWindow } from './event-window.ts'
import { heartbeatMs } from './events.contract.ts'
import { createUnacknowledged } from './unacknowledged.ts'

/** One for all: it looks once for many. */
const askUnacknowledged = createUnacknowledged()

export type Outgoing = ServerResponse | Http2ServerResponse

/** So much is handed to a connection at a time; the rest waits in the window, which all share. */
const pieceBytes = 65_536
/** A connection that has taken nothing for so long is given up. */
const stuckMs = 20_000

/** One reader. Nobody ever waits for it: what it has not taken yet is found in the window by its position. */
export type EventStream = {
  /** Gives it what is new. `fresh` is what everybody with this reach gets who has all but the newest. */
  push(window: EventWindow, fresh: { from: number; to: number; piece: Buffer }): void
  /** Gives it what it has not got. */
  catchUp(window: EventWindow): void
  reset(head: number): void
  /** Says why, where it can still be heard, and closes. */
  end(reason: string): void
  readonly reach: EventReach
}

export const wordOf = (name: string, head: number, more: object = {}): string =>
  `event: ${name}\nid: ${head}\ndata: ${JSON.stringify({ head, at: new Date().toISOString(), ...more })}\n\n`

/** How much of what was written still waits in this process. */
const waitingBytes = (outgoing: Outgoing): number =>
  'stream' in outgoing ? outgoing.stream.writableLength : outgoing.writableLength

/** What is new after `from` for this reach, at most a piece. */
export function makePiece(window: EventWindow, from: number, reach: EventReach): { to: number; piece: Buffer } {
  const texts: string[] = []
  let [length, to] = [0, window.head]
  for (const event of window.after(from)) {
    const text = event.seenBy(reach)?.text ?? ''
    texts.push(text)
    length += text.length
    if (length >= pieceBytes) {
      to = event.seq
      break
    }
  }
  return { to, piece: Buffer.from(texts.join('')) }
}

/**
 * Sends events to one connection, whose headers have been written. Closes it when its reader has stopped reading; `whoIsIt` is
 * asked with each heartbeat, and the stream ends when that is nobody any more, or somebody with other rights.
 */
export function openEventStream(options: {
  outgoing: Outgoing
  reach: EventReach
  /** What the reader has already. */
  since: number
  hello: string
  getWindow: () => EventWindow
  whoIsIt: () => Promise<EventReach | undefined>
  onClose: () => void
  limits?: { heartbeatMs?: number; stuckMs?: number }
}): EventStream {
  const { outgoing, reach, getWindow, whoIsIt, onClose } = options
  const limits = { heartbeatMs, stuckMs, ...options.limits }
  let position = options.since
  let isStuck = false
  let takenAt = Date.now()
  let taken = 0
  let isClosed = false
  let unansweredPings = 0

  // The same for both kinds, but their types do not fit together.
  const target = outgoing as ServerResponse
  const write = (chunk: Buffer | string) => {
    if (!target.write(chunk)) isStuck = true
  }
  const catchUp = (window: EventWindow) => {
    // What it has not taken yet waits: `drain` goes on.
    while (!isStuck && !isClosed && position < window.head) {
      // It has fallen out of the window while it was stuck.
      if (position < window.floor) return stream.reset(window.head)
      const { to, piece } = makePiece(window, position, reach)
      position = to
      if (piece.length > 0) write(piece)
    }
  }
  outgoing.on('drain', () => {
    isStuck = false
    catchUp(getWindow())
  })
  const close = () => {
    if (isClosed) return
    isClosed = true
    clearInterval(timer)
    onClose()
  }
  const destroy = () => {
    // Over HTTP/2 the connection has other streams as well.
    if ('stream' in outgoing) outgoing.stream.close()
    else outgoing.destroy()
    close()
  }
  outgoing.on('close', close)
  outgoing.on('error', destroy)

  async function beat(): Promise<void> {
    if (!(await isTaking())) return destroy()
    if (isStuck || isClosed) return
    const window = getWindow()
    catchUp(window)
    if (!isStuck) write(wordOf('heartbeat', position))
    pingPeer()
    // A database that does not answer is no reason: the reader would lose what it has been let in for.
    const now = await whoIsIt().catch(() => reach)
    if (now?.key !== reach.key) stream.end(now ? 'rights' : 'session')
  }

  /** Whether the other end has taken something in the last while, if there was something to take. Not by what `write` says: it
   *  calls little enough taken, which a reader who has stopped never takes. */
  async function isTaking(): Promise<boolean> {
    const socket = 'stream' in outgoing ? undefined : outgoing.socket
    const unacknowledged = (socket && (await askUnacknowledged(socket))) ?? 0
    const waiting = waitingBytes(outgoing) + unacknowledged
    const arrived = (socket?.bytesWritten ?? 0) - waiting
    if (waiting === 0 || arrived > taken) takenAt = Date.now()
    taken = arrived
    return Date.now() - takenAt <= limits.stuckMs
  }

  /** Whether the other end of an HTTP/2 connection is still there. */
  function pingPeer(): void {
    const session = 'stream' in outgoing ? outgoing.stream.session : undefined
    if (!session || session.destroyed) return
    if (unansweredPings * limits.heartbeatMs >= limits.stuckMs) return void session.destroy()
    unansweredPings += 1
    session.ping((error) => {
      if (!error) unansweredPings = 0
    })
  }

  const timer = setInterval(() => void beat(), limits.heartbeatMs)

  const stream: EventStream = {
    reach,
    push(window, { from, to, piece }) {
      if (isStuck || isClosed) return
      // Most have all but the newest, and are sent the same bytes.
      if (position === from) {
        position = to
        if (piece.length > 0) write(piece)
      }
      catchUp(window)
    },
    catchUp,
    reset(head) {
      position = head
      write(wordOf('reset', head))
    },
    end(reason) {
      if (isClosed) return
      if (!isStuck) write(wordOf('end', position, { reason }))
      target.end()
      close()
    },
  }
  write(options.hello)
  catchUp(getWindow())
  return stream
}
