import { once } from 'node:events'
import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMetrics } from '#api/platform/http/metrics.ts'
import { createKnownTileSender } from './send-known-tile.ts'
import type { StoredTile, TileMemory, VectorPacking } from './tile-cache.ts'

const etag = 'abcdefghijklmnopqrst-_'
const metrics = createMetrics()

/** Knows `1/9/1/1` in one packing and that `1/9/0/0` is empty. */
const memoryWith = <P extends VectorPacking | 'plain'>(packing: P, content: string): TileMemory<P> => ({
  recall(place, asked): StoredTile | null | undefined {
    if (place === '1/9/0/0') return null
    return place === '1/9/1/1' && asked === packing ? { etag, bytes: Buffer.from(content) } : undefined
  },
  find: () => Promise.reject(new Error('must not be asked')),
})
const sendKnownTile = createKnownTileSender(
  {
    edition: memoryWith<VectorPacking>('brotli', 'grids'),
    basemap: memoryWith<VectorPacking>('gzip', 'rivers'),
    terrain: memoryWith('plain', 'heights'),
  },
  metrics,
)
const server = createServer((request, response) => {
  if (!sendKnownTile(request, response)) response.writeHead(418).end('passed on')
})
let port: number

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: string }

const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<Answer>((resolve, reject) => {
    ask({ port, host: '127.0.0.1', path, headers, method, agent: false }, async (response) =>
      resolve({ status: response.statusCode, headers: response.headers, body: await text(response) }),
    )
      .once('error', reject)
      .end()
  })
const browser = { 'Accept-Encoding': 'gzip, deflate, br, zstd' }

describe('a tile that is known', () => {
  it.each([
    ['/tiles/1/9/1/1', browser, 'grids', 'br', `"${etag}-br"`],
    ['/basemap/1/9/1/1', { 'Accept-Encoding': 'gzip' }, 'rivers', 'gzip', `"${etag}-gzip"`],
    ['/terrain/1/9/1/1.webp', browser, 'heights', undefined, `"${etag}"`],
    ['/terrain/1/9/1/1.webp', {}, 'heights', undefined, `"${etag}"`],
  ])('%s is sent with %j', async (path, asked, body, encoding, tag) => {
    const answer = await send(path, asked)
    expect(answer).toMatchObject({ status: 200, body })
    const { headers } = answer
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers.etag).toBe(tag)
    expect(headers['content-length']).toBe(String(body.length))
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable')
    expect(headers.vary).toBe(encoding && 'Accept-Encoding')
  })

  it.each([`"${etag}-br"`, `W/"${etag}-gzip"`, `"other", "${etag}"`, '*'])(
    'is not sent again to who has %s',
    async (tag) => {
      const answer = await send('/tiles/1/9/1/1', { ...browser, 'If-None-Match': tag })
      expect(answer).toMatchObject({ status: 304, body: '' })
      expect(answer.headers).toMatchObject({ etag: `"${etag}-br"`, vary: 'Accept-Encoding' })
      expect(answer.headers['content-encoding']).toBeUndefined()
      expect((await send('/terrain/1/9/1/1.webp', { 'If-None-Match': tag })).status).toBe(304)
    },
  )

  it('is sent to who has another', async () => {
    expect(await send('/tiles/1/9/1/1', { ...browser, 'If-None-Match': '"other", "another"' })).toMatchObject({
      status: 200,
      body: 'grids',
    })
  })

  it('is 204 where it is empty', async () => {
    const answer = await send('/basemap/1/9/0/0', browser)
    expect(answer).toMatchObject({ status: 204, body: '' })
    expect(answer.headers['cache-control']).toContain('immutable')
  })

  it('is counted by kind and status', async () => {
    const counted = await metrics.registry.getSingleMetricAsString('onegrid_tiles_total')
    for (const kind of ['edition', 'basemap', 'terrain'])
      expect(counted).toMatch(new RegExp(`kind="${kind}",status="200"} [1-9]`))
    expect(counted).toMatch(/kind="edition",status="304"} 4/)
    expect(counted).toMatch(/kind="basemap",status="204"} 1/)
  })

  it('comes in turn where several are asked for at once on a connection, until that is to be closed', async () => {
    const socket = connect(port, '127.0.0.1')
    const lines = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n${more}\r\n`
    socket.write(
      lines('/tiles/1/9/1/1') +
        lines('/tiles/1/9/0/0') +
        lines('/nowhere') +
        lines('/terrain/1/9/1/1.webp', 'Connection: close\r\n'),
    )
    const answers = await text(socket)
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 204', 'HTTP/1.1 418', 'HTTP/1.1 200'])
    expect(answers.indexOf('grids')).toBeLessThan(answers.indexOf('passed on'))
    expect(answers.endsWith('heights')).toBe(true)
  })
})

describe('passed on is', () => {
  it.each([
    ['another method', '/tiles/1/9/1/1', browser, 'POST'],
    ['HEAD', '/tiles/1/9/1/1', browser, 'HEAD'],
    ['who takes no encoding', '/basemap/1/9/1/1', {}, 'GET'],
    ['who takes none of ours', '/basemap/1/9/1/1', { 'Accept-Encoding': 'zstd, deflate' }, 'GET'],
    ['who takes the one that is not known', '/tiles/1/9/1/1', { 'Accept-Encoding': 'gzip' }, 'GET'],
    ['a tile that is not known', '/tiles/1/9/2/2', browser, 'GET'],
    ['a query', '/tiles/1/9/1/1?a=1', browser, 'GET'],
    ['another spelling', '/tiles/01/9/1/1', browser, 'GET'],
    ['a way round', '/tiles/../tiles/1/9/1/1', browser, 'GET'],
    ['a terrain without its ending', '/terrain/1/9/1/1', browser, 'GET'],
    ['a tile with one', '/tiles/1/9/1/1.webp', browser, 'GET'],
    ['a whole address', 'http://localhost/tiles/1/9/1/1', browser, 'GET'],
    ['another path', '/api/tiles/1/9/1/1', browser, 'GET'],
  ])('%s: %s', async (_, path, headers, method) => {
    expect((await send(path, headers, method)).status).toBe(418)
  })
})
