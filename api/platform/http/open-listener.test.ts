import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask, type IncomingMessage } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2'
import { request as askSecurely } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { StartError } from '#api/platform/process/start-error.ts'
import { writeKeyPair } from '../../../tests/support/key-pair-files.ts'
import { guardBody, hasBody } from './guard-body.ts'
import { type KeyPairPaths, readKeyPair, watchKeyPair } from './key-pair.ts'
import { limitBody } from './limit-body.ts'
import { type ConnectionLimits, type Listener, openListener } from './open-listener.ts'
import { toProblem } from './problem.ts'

let folder: string
let paths: KeyPairPaths
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-tls-'))
  paths = writeKeyPair(folder, 'first')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let listener: Listener | undefined
afterEach(async () => {
  await listener?.close(50)
  listener = undefined
})

const app = new Hono()
  .use(limitBody)
  .get('/', (c) => c.text('here'))
  .post('/json', async (c) => c.json({ keys: Object.keys(await c.req.json()) }))
  .onError(toProblem)

async function open(options: { isSecure?: boolean; limits?: Partial<ConnectionLimits>; bodyMs?: number } = {}) {
  const answer = getRequestListener(app.fetch)
  listener = openListener({
    keyPair: options.isSecure ? readKeyPair(paths) : null,
    requestTimeoutMs: 60_000,
    limits: options.limits,
    answer(request, response) {
      if (hasBody(request)) guardBody(request, response, options.bodyMs ?? 30_000)
      void answer(request, response)
    },
  })
  return (await listener.listen(0, '127.0.0.1')).port
}

const quick = { headersMs: 600, checkMs: 100 }
const closedAfter = async (socket: { once(name: 'close', listener: () => void): unknown }) => {
  const startedAt = performance.now()
  await new Promise<void>((resolve) => socket.once('close', resolve))
  return performance.now() - startedAt
}

async function askHttp2(session: ClientHttp2Session, headers: Record<string, string>, body?: string) {
  const stream = session.request(headers, { endStream: body === undefined })
  const answering = once(stream, 'response') as Promise<[IncomingHttpHeaders & { ':status': number }]>
  if (body !== undefined) stream.end(body)
  const [answer] = await answering
  return { status: answer[':status'], body: await text(stream) }
}

describe('a slow connection', () => {
  it.each(['', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: '])('that has sent %j is closed', async (sent) => {
    const port = await open({ limits: quick })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(sent)
    // A byte now and then does not help it.
    const drip = setInterval(() => sent !== '' && socket.write('x'), 100)
    expect(await closedAfter(socket.resume())).toBeLessThan(2_000)
    clearInterval(drip)
  })

  it.each(['http/1.1', 'h2'])('is closed over TLS as well (%s)', async (protocol) => {
    const port = await open({ isSecure: true, limits: quick })
    const socket = connectTls({ port, rejectUnauthorized: false, ALPNProtocols: [protocol] })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    if (protocol === 'http/1.1') socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ')
    expect(await closedAfter(socket.resume())).toBeLessThan(2_000)
  })

  it('that does not even begin with TLS is closed', async () => {
    const port = await open({ isSecure: true, limits: { handshakeMs: 300 } })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    expect(await closedAfter(socket.resume())).toBeLessThan(2_000)
  })

  it('that sends its body too slowly gets 408 and is closed', async () => {
    const port = await open({ bodyMs: 400 })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      'POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    )
    const drip = setInterval(() => socket.write(' '), 100)
    const startedAt = performance.now()
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(drip)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('that sends its body too slowly over HTTP/2 loses that request, and no other', async () => {
    const port = await open({ isSecure: true, bodyMs: 400 })
    const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false })
    const stream = session.request({ ':path': '/json', ':method': 'POST', 'content-type': 'application/json' })
    stream.on('error', () => {})
    stream.write('{')
    expect(await closedAfter(stream)).toBeLessThan(2_000)
    expect(await askHttp2(session, { ':path': '/' })).toEqual({ status: 200, body: 'here' })
    session.close()
  })
})

describe('a body', () => {
  const send = (port: number, method: string, path: string, body: string | Buffer, headers = {}) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = ask({ port, host: '127.0.0.1', method, path, headers, agent: false }, async (response) =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
      request.once('error', reject)
      request.end(body)
    })
  const json = { 'Content-Type': 'application/json' }

  it('that is too long is refused, whether its length is said or not', async () => {
    const port = await open()
    const long = JSON.stringify({ a: 'x'.repeat(2_100_000) })
    const answer = await send(port, 'POST', '/json', long, json)
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'too_large'])
    const chunked = await send(port, 'POST', '/json', long, { ...json, 'Transfer-Encoding': 'chunked' })
    expect(chunked.status).toBe(413)
    expect((await send(port, 'POST', '/json', '{"b":1}', { ...json, 'Transfer-Encoding': 'chunked' })).body).toBe(
      '{"keys":["b"]}',
    )
  })

  it('that is nested too deeply is refused', async () => {
    const port = await open()
    for (const bracket of ['[', '{"a":'])
      expect(await send(port, 'POST', '/json', bracket.repeat(100_000), json)).toMatchObject({ status: 400 })
    const inText = await send(port, 'POST', '/json', JSON.stringify({ note: '[{"'.repeat(1_000) }), json)
    expect(inText.body).toBe('{"keys":["note"]}')
  })

  it('without an end, of a GET, is not read after the answer', async () => {
    const port = await open()
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n')
    let sent = 0
    const chunk = Buffer.alloc(65_536)
    const pump = () => {
      while (!socket.destroyed && socket.writable) {
        sent += chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('drain', pump)
    pump()
    await closedAfter(socket.resume())
    expect(sent).toBeLessThan(50_000_000)
  })

  it('of a GET that is short harms nobody', async () => {
    const port = await open()
    expect(await send(port, 'GET', '/', 'short', { 'Content-Length': '5' })).toEqual({ status: 200, body: 'here' })
  })
})

describe('TLS', () => {
  it('speaks HTTP/2 and HTTP/1.1, and nothing older than 1.2', async () => {
    const port = await open({ isSecure: true })
    const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false })
    expect(await askHttp2(session, { ':path': '/' })).toEqual({ status: 200, body: 'here' })
    const json = { ':path': '/json', ':method': 'POST', 'content-type': 'application/json' }
    expect(await askHttp2(session, json, '{"a":1}')).toEqual({ status: 200, body: '{"keys":["a"]}' })
    session.close()
    const older = askSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false }).end()
    const [answer] = (await once(older, 'response')) as [IncomingMessage]
    expect([answer.httpVersion, await text(answer)]).toEqual(['1.1', 'here'])
    const oldest = connectTls({ port, rejectUnauthorized: false, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })
    await expect(once(oldest, 'secureConnect')).rejects.toThrow()
  })

  it('says in a sentence which file is missing, and that two are no pair', () => {
    expect(() => readKeyPair({ ...paths, certPath: join(folder, 'none') })).toThrow(/TLS_CERT.*ENOENT/)
    const other = writeKeyPair(folder, 'other')
    expect(() => readKeyPair({ ...paths, keyPath: other.keyPath })).toThrow(/no pair/)
    writeFileSync(join(folder, 'text'), 'no certificate')
    expect(() => readKeyPair({ ...paths, certPath: join(folder, 'text') })).toThrow(StartError)
  })

  it('takes a renewed certificate without a restart, and keeps the old one where the new one is broken', async () => {
    const served = writeKeyPair(folder, 'served')
    paths = served
    const port = await open({ isSecure: true })
    const faults: unknown[] = []
    const stop = watchKeyPair(served, 30, {
      onChange: (pair) => listener?.setKeyPair(pair),
      onFault: (error) => faults.push(error),
    })
    const readName = async () => {
      const socket = connectTls({ port, rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const { subject } = socket.getPeerCertificate()
      socket.destroy()
      return subject.CN
    }
    expect(await readName()).toBe('served')
    const renewed = writeKeyPair(folder, 'renewed')
    renameSync(renewed.keyPath, served.keyPath)
    // Half a renewal, long enough to be seen twice.
    await expect.poll(() => faults.length).toBe(1)
    expect(await readName()).toBe('served')
    renameSync(renewed.certPath, served.certPath)
    await expect.poll(readName).toBe('renewed')
    expect(faults).toHaveLength(1)
    stop()
  })
})
