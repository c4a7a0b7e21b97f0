import { createSocket } from 'node:dgram'
import { createConnection, isIPv6, type Socket } from 'node:net'
import { StartError } from '#api/platform/process/start-error.ts'

export type SyslogAddress =
  | { kind: 'udp'; host: string; port: number }
  | { kind: 'tcp'; host: string; port: number }
  /** A stream: Node has no datagrams there. */
  | { kind: 'unix'; path: string }

const connectMs = 5_000
const writeMs = 10_000

/** Reads ONEGRID_SYSLOG: `udp://host:514`, `tcp://host:601`, `unix:///path`. Throws `StartError`. */
export function readSyslogAddress(environment: Record<string, string | undefined>): SyslogAddress | undefined {
  const text = environment.ONEGRID_SYSLOG
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const host = url?.hostname.replace(/^\[|\]$/g, '')
  if (url?.protocol === 'unix:' && !host && url.pathname.length > 1) return { kind: 'unix', path: url.pathname }
  if ((url?.protocol === 'udp:' || url?.protocol === 'tcp:') && host) {
    const kind = url.protocol === 'udp:' ? 'udp' : 'tcp'
    return { kind, host, port: Number(url.port) || (kind === 'udp' ? 514 : 601) }
  }
  throw new StartError({
    zh: `ONEGRID_SYSLOG 应写成 udp://主机:514、tcp://主机:601 或 unix:///路径，现在是“${text}”。`,
    en: `ONEGRID_SYSLOG is to be like udp://host:514, tcp://host:601 or unix:///path; it is "${text}".`,
  })
}

export const syslogHelp = `  ONEGRID_SYSLOG  审计记录另发往 / audit rows are sent as well to udp://host:514 | tcp://host:601 | unix:///path`

export type SyslogConnection = {
  readonly isDatagram: boolean
  /** Resolves when the system has taken all of them. */
  send(messages: readonly Buffer[]): Promise<void>
  close(): void
}

/** A way to the receiver, which connects when it is first needed and again after it was lost. */
export function createSyslogConnection(address: SyslogAddress): SyslogConnection {
  if (address.kind === 'udp') return createDatagrams(address)
  return createStream(address.kind === 'tcp' ? { host: address.host, port: address.port } : { path: address.path })
}

function createDatagrams({ host, port }: { host: string; port: number }): SyslogConnection {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  // Nobody listens there: told by the next one that is sent, and datagrams promise nothing.
  socket.on('error', () => {})
  socket.unref()
  const sendOne = (message: Buffer) =>
    new Promise<void>((resolve, reject) =>
      socket.send(message, port, host, (error) => (error ? reject(error) : resolve())),
    )
  return {
    isDatagram: true,
    async send(messages) {
      for (const message of messages) await sendOne(message)
    },
    close: () => socket.close(),
  }
}

function createStream(place: { host: string; port: number } | { path: string }): SyslogConnection {
  let open: Promise<Socket> | undefined
  const connect = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = createConnection(place)
      const tooLate = setTimeout(() => socket.destroy(new Error('the receiver does not answer')), connectMs)
      socket.unref()
      socket.once('connect', () => {
        clearTimeout(tooLate)
        resolve(socket)
      })
      socket.on('error', reject)
      socket.on('close', () => {
        clearTimeout(tooLate)
        open = undefined
        reject(new Error('the receiver closed the connection'))
      })
      // Receivers say nothing; an end is noticed only by who reads.
      socket.resume()
    })
  return {
    isDatagram: false,
    async send(messages) {
      open ??= connect()
      const socket = await open
      // The length before each (RFC 6587): a message may hold an end of line.
      const frames = messages.flatMap((message) => [Buffer.from(`${message.length} `), message])
      await new Promise<void>((resolve, reject) => {
        const tooLate = setTimeout(() => socket.destroy(new Error('the receiver takes nothing')), writeMs)
        const end = (error?: Error | null) => {
          clearTimeout(tooLate)
          socket.off('close', onClose)
          if (error) reject(error)
          else resolve()
        }
        const onClose = () => end(new Error('the receiver closed the connection'))
        socket.once('close', onClose)
        socket.write(Buffer.concat(frames), end)
      })
    },
    close: () => void open?.then((socket) => socket.end()).catch(() => {}),
  }
}
