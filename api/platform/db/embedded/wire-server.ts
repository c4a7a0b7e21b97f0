import { createServer, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'

/*
 * PostgreSQL's wire protocol on a Unix socket, in front of the one session of an embedded database.
 *
 * `@electric-sql/pglite-socket` hands the session single messages, taken in turn from all connections: the Bind of one
 * client lands between the Parse and the Execute of another (electric-sql/pglite#977), and an exception inside it stops
 * its queue for ever. Here a connection keeps the session from its first message to the Sync that ends it, and from
 * BEGIN to COMMIT; what it leaves behind when it goes is rolled back and deallocated.
 */

const message = {
  query: 0x51,
  sync: 0x53,
  flush: 0x48,
  parse: 0x50,
  terminate: 0x58,
  readyForQuery: 0x5a,
  notification: 0x41,
} as const
const sslRequestCode = 80877103
const gssRequestCode = 80877104
const cancelRequestCode = 80877102

/** Told when a connection takes the session, for a batch or a transaction, and when it gives it back. */
export type BusyMark = {
  start(applicationName: string): void
  /** One more batch of the transaction it has the session for. */
  goOn(applicationName: string): void
  end(): void
}

type Connection = {
  id: number
  socket: Socket
  buffer: Buffer
  isStarted: boolean
  isClosed: boolean
  applicationName: string
  /** Whole messages that wait for the session. */
  waiting: Buffer[]
  /** Names of the prepared statements it has made: the session is shared, so they outlive the connection. */
  statements: Set<string>
}

const simpleQuery = (text: string): Buffer => {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.writeUInt8(message.query, 0)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const syncMessage = Buffer.from([message.sync, 0, 0, 0, 4])

const readyLength = 6
const endsReady = (output: Buffer): boolean => {
  const start = output.length - readyLength
  return start >= 0 && output[start] === message.readyForQuery && output.readInt32BE(start + 1) === readyLength - 1
}

/** Whether a batch has brought a notification without payload on this channel: PostgreSQL sends it right before it says that
 *  it is ready. PGlite looks for notifications in what it parses itself, and this goes past it unread. */
function bringsNotification(output: Buffer, channel: string): boolean {
  const length = 1 + 4 + 4 + channel.length + 1 + 1
  const start = output.length - readyLength - length
  return (
    start >= 0 &&
    output[start] === message.notification &&
    output.toString('latin1', start + 9, start + length - 2) === channel
  )
}

/** One ReadyForQuery where a batch ends and none at a Flush, as PostgreSQL has it. PGlite says it once more with each error,
 *  at once: a client takes that for the end of its next statement, answers move on by one, and its ROLLBACK is ignored.
 *  What can stand before a ReadyForQuery does not end as one does. */
function withoutReadyOfErrors(output: Buffer, isComplete: boolean): Buffer {
  const last = output.subarray(-readyLength)
  let rest = output
  while (endsReady(rest)) rest = rest.subarray(0, -readyLength)
  if (!isComplete) return rest
  return rest.length + readyLength >= output.length ? output : Buffer.concat([rest, last])
}

export type WireServer = { close(): Promise<void> }

/** Listens at `socketPath`, which must not exist. `onBroken` hears of an exception that leaves the session unusable. */
export async function startWireServer(options: {
  session: PGlite
  socketPath: string
  busy: BusyMark
  /** The channel the session listens on; whoever has committed a NOTIFY there, `onNotified` hears of it. */
  channel: string
  onNotified: () => void
  onBroken: (error: unknown) => void
}): Promise<WireServer> {
  const { session, busy, channel, onNotified, onBroken } = options
  const connections = new Set<Connection>()
  const queue: Connection[] = []
  /** Who alone may go on: in the middle of a batch or of a transaction. */
  let owner: Connection | null = null
  /** Connections that are gone and whose traces are still in the session. */
  const departed: Connection[] = []
  let isRunning = false
  let isBroken = false
  let nextId = 1

  /** Gives `input` to the session and its answer back. Blocks this thread while PostgreSQL works. */
  async function execute(input: Buffer, applicationName: string): Promise<Buffer> {
    const chunks: Buffer[] = []
    // An owner has been marked since it became one.
    if (owner) busy.goOn(applicationName)
    else busy.start(applicationName)
    await session.runExclusive(() =>
      session.execProtocolRawStream(new Uint8Array(input), {
        // The bytes are a view of PostgreSQL's memory, which is written over next.
        onRawData: (data) => chunks.push(Buffer.from(data)),
      }),
    )
    return Buffer.concat(chunks)
  }

  /** Takes the next connection's messages, up to and with the one that ends a batch. */
  function takeBatch(connection: Connection): { input: Buffer; isComplete: boolean; wantsReady: boolean } {
    const taken: Buffer[] = []
    let last: number | undefined
    while (connection.waiting.length > 0) {
      const next = connection.waiting.shift() as Buffer
      taken.push(next)
      last = next[0]
      if (last === message.parse) {
        const name = next.toString('latin1', 5, next.indexOf(0, 5))
        if (name !== '') connection.statements.add(name)
      }
      // A start-up packet (first byte 0) must be alone.
      if (last === message.sync || last === message.query || last === message.flush || last === 0) break
    }
    const wantsReady = last === message.sync || last === message.query
    return { input: Buffer.concat(taken), isComplete: wantsReady || last === 0, wantsReady }
  }

  async function run(): Promise<void> {
    if (isRunning || isBroken) return
    isRunning = true
    try {
      for (;;) {
        const gone = departed.shift()
        if (gone) {
          await cleanUp(gone)
          continue
        }
        const next: Connection | undefined = owner ?? queue.shift()
        if (!next || (next === owner && next.waiting.length === 0)) break
        if (next.waiting.length === 0) continue
        const { input, isComplete, wantsReady } = takeBatch(next)
        const output = await execute(input, next.applicationName)
        // PostgreSQL has given up (a PANIC, for want of disk space most likely): PGlite does not say so.
        if (wantsReady && !endsReady(output)) throw new Error('the embedded database gave no answer')
        if (bringsNotification(output, channel)) onNotified()
        if (!next.isClosed) next.socket.write(withoutReadyOfErrors(output, isComplete))
        owner = !isComplete || session.isInTransaction() ? next : null
        if (owner) continue
        busy.end()
        if (next.waiting.length > 0) queue.push(next)
      }
    } catch (error) {
      isBroken = true
      for (const { socket } of connections) socket.destroy()
      onBroken(error)
    } finally {
      isRunning = false
    }
  }

  /** Ends what a connection that is gone has left in the shared session. */
  async function cleanUp(connection: Connection): Promise<void> {
    if (owner === connection) {
      // Sync first: after an error inside a batch PostgreSQL skips everything up to it.
      await execute(syncMessage, '')
      if (session.isInTransaction()) await execute(simpleQuery('ROLLBACK'), '')
      owner = null
    }
    if (connection.statements.size > 0) {
      const names = [...connection.statements].map((name) => `DEALLOCATE "${name.replaceAll('"', '""')}"`)
      connection.statements.clear()
      // One by one: a name whose Parse had failed is unknown, and an error ends a batch.
      for (const statement of names) await execute(simpleQuery(statement), '')
    }
    if (!owner) busy.end()
  }

  function receive(connection: Connection, data: Buffer): void {
    connection.buffer = connection.buffer.length === 0 ? data : Buffer.concat([connection.buffer, data])
    const hadWaiting = connection.waiting.length > 0
    for (;;) {
      const { buffer } = connection
      if (!connection.isStarted) {
        if (buffer.length < 8) break
        const length = buffer.readInt32BE(0)
        const code = buffer.readInt32BE(4)
        if (buffer.length < length) break
        connection.buffer = buffer.subarray(length)
        if (code === sslRequestCode || code === gssRequestCode) {
          connection.socket.write('N')
        } else if (code === cancelRequestCode) {
          // One thread: what should be cancelled has ended before this is read.
          connection.socket.end()
          return
        } else {
          const fields = buffer.toString('utf8', 8, length).split('\0')
          connection.applicationName = fields[fields.indexOf('application_name') + 1] ?? ''
          connection.isStarted = true
          connection.waiting.push(buffer.subarray(0, length))
        }
        continue
      }
      if (buffer.length < 5) break
      const length = buffer.readInt32BE(1) + 1
      if (buffer.length < length) break
      connection.buffer = buffer.subarray(length)
      if (buffer[0] === message.terminate) {
        connection.socket.end()
        return
      }
      connection.waiting.push(buffer.subarray(0, length))
    }
    if (!hadWaiting && connection.waiting.length > 0 && owner !== connection && !queue.includes(connection))
      queue.push(connection)
    void run()
  }

  function forget(connection: Connection): void {
    if (connection.isClosed) return
    connection.isClosed = true
    connection.waiting.length = 0
    connections.delete(connection)
    const place = queue.indexOf(connection)
    if (place !== -1) queue.splice(place, 1)
    departed.push(connection)
    void run()
  }

  const server: Server = createServer((socket) => {
    const connection: Connection = {
      id: nextId++,
      socket,
      buffer: Buffer.alloc(0),
      isStarted: false,
      isClosed: false,
      applicationName: '',
      waiting: [],
      statements: new Set(),
    }
    connections.add(connection)
    socket.on('data', (data) => receive(connection, data))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => forget(connection))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.socketPath, resolve)
  })

  return {
    close: () =>
      new Promise((resolve) => {
        for (const { socket } of connections) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
