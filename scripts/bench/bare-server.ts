import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { build } from 'vite'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.geojson': 'application/geo+json',
}

/** What a product serves beside its page. */
const productPaths = /^\/(api|tiles|basemap|terrain)\//

/** `bare-page`: the least that shows all grids, with those of data/huize in one GeoJSON file. `styled-page`: the console's
 *  map without the console; what it asks of a product is passed on to `productOrigin`. */
export type BarePage = { page: 'bare-page' | 'styled-page'; productOrigin: string }
export type BareServer = { origin: string; close: () => Promise<void> }

/** A page for the bare arm, built; served from memory, compressed beforehand, to be kept by the browser for ever. */
export async function startBareServer({ page, productOrigin }: BarePage): Promise<BareServer> {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-bare-'))
  await build({
    configFile: false,
    root: resolve(import.meta.dirname, page),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  })
  if (page === 'bare-page') writeFileSync(join(folder, 'grids.geojson'), makeGridsGeoJson())
  const files = new Map<string, { type: string; body: Buffer }>()
  const packed = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(folder, path)).isFile()) continue
    const body = brotliCompressSync(readFileSync(join(folder, path)), packed)
    files.set(`/${path}`, { type: types[extname(path)] ?? 'application/octet-stream', body })
  }
  rmSync(folder, { recursive: true, force: true })
  const server = createServer((request, response) => {
    const path = request.url?.replace(/\?.*$/, '') ?? ''
    if (page === 'styled-page' && productPaths.test(path)) {
      passOn(productOrigin, request, response)
      return
    }
    const file = files.get(path === '/' ? '/index.html' : path)
    if (!file) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Encoding': 'br',
      'Content-Length': file.body.length,
      'Cache-Control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
    })
    response.end(file.body)
  })
  await new Promise<void>((resolvePromise) => server.listen(0, '127.0.0.1', resolvePromise))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolvePromise) => {
        server.closeAllConnections()
        server.close(() => resolvePromise())
      }),
  }
}

function passOn(origin: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request
  requestHttp(`${origin}${request.url}`, { method, headers: { ...headers, host: new URL(origin).host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
    .once('error', () => response.destroy())
    .end()
}

function makeGridsGeoJson(): string {
  const file = resolve(import.meta.dirname, '../../data/huize/huize.topojson')
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology
  const collection = feature(topology, topology.objects.grids as GeometryCollection<{ code: string; name: string }>)
  const lean = collection.features.map(({ geometry, properties: { code, name } }) => ({
    type: 'Feature',
    properties: { code, name },
    geometry,
  }))
  return JSON.stringify({ type: 'FeatureCollection', features: lean }, (_key, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  )
}
