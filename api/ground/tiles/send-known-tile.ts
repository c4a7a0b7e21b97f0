import type { ServerResponse } from 'node:http'
import type { Metrics, TileKind } from '#api/platform/http/metrics.ts'
import type { AnyRequest, AnyResponse } from '#api/platform/http/open-listener.ts'
import { answerImageTile, answerVectorTile, chooseTileEncoding, type TileAnswer } from './tile-answer.ts'
import type { TileMemory, VectorPacking } from './tile-cache.ts'

type Memories = {
  edition: TileMemory<VectorPacking>
  basemap: TileMemory<VectorPacking>
  terrain: TileMemory<'plain'>
}

/**
 * Makes the short path of tiles, to be asked before the framework: it sends a tile that is in memory with Node
 * alone, and counts it. It gives false, and has sent nothing, where the request is not a GET of such a tile under its own
 * plain address in an encoding it is kept in; the routes answer that, and would have answered the others in the same way.
 */
export function createKnownTileSender(memories: Memories, metrics: Metrics) {
  return (request: AnyRequest, response: AnyResponse): boolean => {
    const { method, url = '', headers } = request
    if (method !== 'GET') return false
    if (url.startsWith('/tiles/'))
      return send('edition', recallVector(memories.edition, url.slice('/tiles/'.length), headers), response)
    if (url.startsWith('/basemap/'))
      return send('basemap', recallVector(memories.basemap, url.slice('/basemap/'.length), headers), response)
    if (url.startsWith('/terrain/') && url.endsWith('.webp')) {
      const place = url.slice('/terrain/'.length, -'.webp'.length)
      return send('terrain', recallImage(memories.terrain, place, headers), response)
    }
    return false
  }

  function send(kind: TileKind, answer: TileAnswer | undefined, response: AnyResponse): boolean {
    if (answer === undefined) return false
    const { status, headers, bytes } = answer
    // Into the object that is there: a copy gets a shape of its own each time, which costs more than all the rest here.
    if (bytes) headers['Content-Length'] = String(bytes.length)
    // The two kinds of response differ in types alone.
    const sending = response as ServerResponse
    sending.writeHead(status, headers)
    sending.end(bytes)
    metrics.countTile(kind, status)
    return true
  }
}

type Headers = AnyRequest['headers']

function recallVector(memory: TileMemory<VectorPacking>, place: string, headers: Headers): TileAnswer | undefined {
  const { encoding, packing } = chooseTileEncoding(headers['accept-encoding'])
  // To be unpacked first.
  if (encoding === 'identity') return undefined
  const tile = memory.recall(place, packing)
  return tile === undefined ? undefined : answerVectorTile(tile, encoding, headers['if-none-match'])
}

function recallImage(memory: TileMemory<'plain'>, place: string, headers: Headers): TileAnswer | undefined {
  const tile = memory.recall(place, 'plain')
  return tile === undefined ? undefined : answerImageTile(tile, headers['if-none-match'])
}
