import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { KeyPair } from './key-pair.ts'

export type AnyRequest = IncomingMessage | Http2ServerRequest
export type AnyResponse = ServerResponse | Http2ServerResponse

/** What one connection may keep from the others. A slow one costs memory alone, so there may be many; they are counted so
 *  that the process never runs out of files for the database. */
export const connectionLimits = {
  handshakeMs: 10_000,
  /** From the connection, or the end of the request before, to the end of the headers. */
  headersMs: 20_000,
  /** How often that is looked at. */
  checkMs: 5_000,
  /** Without a byte in either direction: a reader who has stopped reading. A live stream beats every 15 s. */
  silenceMs: 120_000,
  connections: 4_096,
  /** Requests at a time of one HTTP/2 connection. */
  streams: 100,
}

export type ConnectionLimits = typeof connectionLimits

export type Listener = {
  listen(port: number, host: string): Promise<AddressInfo>
  /** Of a renewed certificate; who is connected keeps the old one. Without TLS from the start it does nothing. */
  setKeyPair(pair: KeyPair): void
  /** No new connections at once, idle ones dropped, the rest given `graceMs`. */
  close(graceMs: number): Promise<void>
}

/**
 * What takes connections: HTTP/1.1, or with a key pair TLS with HTTP/2 and HTTP/1.1. The latter two are servers of their
 * own that are handed the connections: `createSecureServer({ allowHTTP1 })` gives HTTP/1.1 no limit of time on Node 20
 * (measured: half a header line stayed open for ever, whatever `headersTimeout` said).
 */
export function openListener(options: {
  keyPair: KeyPair | null
  /** Of the slowest route; the others have limits of their own. */
  requestTimeoutMs: number
  answer: (request: AnyRequest, response: AnyResponse) => void
  limits?: Partial<ConnectionLimits>
}): Listener {
  const { keyPair, answer } = options
  const limits = { ...connectionLimits, ...options.limits }
  const http1 = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: Math.max(options.requestTimeoutMs, limits.headersMs),
      connectionsCheckingInterval: limits.checkMs,
    },
    answer,
  )
  http1.timeout = limits.silenceMs
  const http2 = keyPair ? createHttp2(limits, answer) : undefined
  const secure = keyPair
    ? createTlsServer({
        ...keyPair,
        minVersion: 'TLSv1.2',
        ALPNProtocols: ['h2', 'http/1.1'],
        handshakeTimeout: limits.handshakeMs,
      })
    : undefined
  secure?.on('secureConnection', (socket) => {
    if (socket.alpnProtocol === 'h2') http2?.server.emit('connection', socket)
    else http1.emit('connection', socket)
  })
  // Node only tells of a handshake that has failed or takes too long.
  secure?.on('tlsClientError', (_error, socket) => socket.destroy())
  const front: Server = secure ?? http1
  front.maxConnections = limits.connections
  const sockets = new Set<Socket>()
  front.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  return {
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        front.once('error', reject)
        front.listen(port, host, resolve)
      })
      // It listens to nothing itself, and begins to look at the time of its connections with this event.
      if (secure) http1.emit('listening')
      return front.address() as AddressInfo
    },
    setKeyPair: (pair) => secure?.setSecureContext({ ...pair, minVersion: 'TLSv1.2' }),
    async close(graceMs) {
      const isClosed = new Promise<void>((resolve) => front.close(() => resolve()))
      if (secure) http1.close()
      http1.closeIdleConnections()
      http2?.endSessions()
      setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs).unref()
      await isClosed
    },
  }
}

function createHttp2(limits: ConnectionLimits, answer: (request: AnyRequest, response: AnyResponse) => void) {
  const sessions = new Set<ServerHttp2Session>()
  const server = createHttp2Server({ settings: { maxConcurrentStreams: limits.streams } }, answer)
  server.on('session', (session) => {
    sessions.add(session)
    const destroy = () => session.destroy()
    const first = setTimeout(destroy, limits.headersMs)
    session.once('stream', () => clearTimeout(first))
    session.setTimeout(limits.silenceMs, destroy)
    session.once('close', () => {
      clearTimeout(first)
      sessions.delete(session)
    })
  })
  return {
    server,
    endSessions() {
      for (const session of sessions) session.close()
    },
  }
}
