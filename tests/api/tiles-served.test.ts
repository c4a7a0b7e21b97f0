import { once } from 'node:events'
import { request as ask, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mercatorX, mercatorY } from '#api/ground/tiles/mercator.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { openImportApp } from '../support/import-app.ts'

// Over a socket, as a browser asks: what is in memory takes another way than what is not, and nobody must notice.

let opened: Awaited<ReturnType<typeof openImportApp>>
let served: Awaited<ReturnType<typeof opened.serve>>

beforeAll(async () => {
  opened = await openImportApp('loaded')
  served = await opened.serve()
}, 240_000)
afterAll(async () => {
  await served?.close()
  await opened?.close()
})

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }

const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<Answer>((resolve, reject) => {
    ask(new URL(path, served.url), { headers, method, agent: false }, async (response) => {
      const { date: _, ...kept } = response.headers
      resolve({ status: response.statusCode, headers: kept, body: await buffer(response) })
    })
      .once('error', reject)
      .end()
  })
const problemOf = ({ body }: Answer) => JSON.parse(body.toString()) as Problem

/** The tile of the county town. */
const middle = `9/${Math.floor(mercatorX(103.3) * 512)}/${Math.floor(mercatorY(26.42) * 512)}`
const browser = { 'Accept-Encoding': 'gzip, deflate, br, zstd' }

describe('a tile that was sent before', () => {
  it.each([
    ['/tiles/1/', '', browser, 200],
    ['/tiles/1/', '', { 'Accept-Encoding': 'gzip' }, 200],
    ['/tiles/1/', '', {}, 200],
    ['/tiles/1/', '', { 'Accept-Encoding': 'zstd, deflate' }, 200],
    ['/tiles/1/', '', { ...browser, 'If-None-Match': '*' }, 304],
    ['/tiles/1/', '', { ...browser, 'If-None-Match': '"one", W/"another"' }, 200],
    ['/basemap/1/', '', browser, 200],
    ['/terrain/2/', '.webp', browser, 200],
    ['/terrain/2/', '.webp', { 'If-None-Match': '*' }, 304],
  ])('%s…%s comes again as it came, with %j', async (before, after, headers, status) => {
    // The query makes no difference to the route, and is no address of memory's.
    const first = await send(`${before}${middle}${after}?`, headers)
    const again = await send(`${before}${middle}${after}`, headers)
    expect(first.status).toBe(status)
    expect(again).toEqual(first)
    expect(first.headers['cache-control']).toBe('private, max-age=31536000, immutable')
  })

  it('is 204 again where it is empty', async () => {
    const [first, again] = [await send('/tiles/1/9/0/0?', browser), await send('/tiles/1/9/0/0', browser)]
    expect(first.status).toBe(204)
    expect(again).toEqual(first)
  })

  it('is one content in every encoding', async () => {
    const get = async (encoding: string) => (await send(`/tiles/1/${middle}`, { 'Accept-Encoding': encoding })).body
    const plain = await get('identity')
    expect(brotliDecompressSync(await get('br')).equals(plain)).toBe(true)
    expect(gunzipSync(await get('gzip')).equals(plain)).toBe(true)
  })

  it('has all headers for HEAD, and no body', async () => {
    const { headers } = await send(`/tiles/1/${middle}`, browser)
    const answer = await send(`/tiles/1/${middle}`, browser, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.body).toHaveLength(0)
    for (const name of ['content-type', 'content-encoding', 'etag', 'vary', 'cache-control'])
      expect(answer.headers[name]).toBe(headers[name])
  })

  it('takes GET and HEAD only', async () => {
    const answer = await send(`/tiles/1/${middle}`, browser, 'POST')
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect(problemOf(answer).code).toBe('method_not_allowed')
  })

  it.each([
    ['/tiles/1/9/512/0', 400, 'invalid_input'],
    ['/tiles/1/9/-1/0', 400, 'invalid_input'],
    [`/tiles/99/${middle}`, 404, 'not_found'],
    [`/tiles/1/${middle}/`, 404, 'route_not_found'],
  ])('%s is no such tile: %s', async (path, status, code) => {
    const answer = await send(path, browser)
    expect(answer.status).toBe(status)
    expect(problemOf(answer).code).toBe(code)
  })

  it('is refused to who takes this machine for another', async () => {
    expect((await send(`/tiles/1/${middle}`, browser)).status).toBe(200)
    for (const path of [`/tiles/1/${middle}`, '/api/healthz']) {
      const answer = await send(path, { ...browser, Host: 'evil.example' })
      expect(answer.status).toBe(421)
      expect(answer.body.toString()).toBe('This server answers only to its own names: see ONEGRID_ORIGIN.\n')
    }
  })

  it('is counted both ways', async () => {
    const countOf = async () => {
      const text = (await send('/metrics')).body.toString()
      return Number(/onegrid_tiles_total\{kind="edition",status="200"\} (\d+)/.exec(text)?.[1])
    }
    const before = await countOf()
    await send(`/tiles/1/${middle}?`, browser)
    await send(`/tiles/1/${middle}`, browser)
    expect(await countOf()).toBe(before + 2)
  })
})

describe('a server that closes', () => {
  it('waits for nobody who keeps a connection open, nor long for one who does not read', async () => {
    const own = await opened.serve()
    const { port } = new URL(own.url)
    const request = `GET /tiles/1/${middle} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n`
    const idle = connect(Number(port), '127.0.0.1')
    idle.write(request)
    await once(idle, 'data')
    const deaf = connect(Number(port), '127.0.0.1')
    // More than the buffers of both ends hold.
    for (let left = 1000; left > 0; left -= 1) deaf.write(request)
    await once(deaf, 'readable')
    const startedAt = performance.now()
    await own.close()
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    idle.destroy()
    deaf.destroy()
  })
})
