import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Context } from 'hono'
import type { TileAddress } from './tile-address.ts'
import { answerImageTile, answerVectorTile, chooseTileEncoding, type TileAnswer } from './tile-answer.ts'
import type { TileMemory, VectorPacking } from './tile-cache.ts'

const gunzipAsync = promisify(gunzip)

/** A vector tile: encoded as asked, 304 where the caller has it, 204 where nothing is in it. */
export async function sendVectorTile(
  c: Context,
  memory: TileMemory<VectorPacking>,
  address: TileAddress,
): Promise<Response> {
  const { encoding, packing } = chooseTileEncoding(c.req.header('accept-encoding'))
  const answer = answerVectorTile(await memory.find(address, packing), encoding, c.req.header('if-none-match'))
  const { bytes } = answer
  return send(bytes && encoding === 'identity' ? { ...answer, bytes: await gunzipAsync(bytes) } : answer)
}

/** A picture tile, compressed in itself. */
export async function sendImageTile(c: Context, memory: TileMemory<'plain'>, address: TileAddress): Promise<Response> {
  return send(answerImageTile(await memory.find(address, 'plain'), c.req.header('if-none-match')))
}

/** The adapter sends a `Buffer` as it is; the type only knows those of a plain ArrayBuffer. */
const send = ({ status, headers, bytes }: TileAnswer): Response =>
  new Response(bytes as Uint8Array<ArrayBuffer> | null, { status, headers })
