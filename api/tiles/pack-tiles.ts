import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { CutTile } from './tile-cutter.ts'

/** Where a tile's answers lie in `PackedTiles.bytes`. */
export type PackedTile = {
  z: number
  x: number
  y: number
  etag: string
  gzip: { start: number; length: number }
  brotli: { start: number; length: number }
}

/** Tiles ready to store: one block of memory, so that a worker thread hands it over without copying. */
export type PackedTiles = { tiles: PackedTile[]; bytes: Uint8Array<ArrayBuffer> }

/** The name of a content, for an ETag: 22 characters of SHA-256, no quotes. */
export const contentTag = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url').slice(0, 22)

/** Compresses tiles both ways, once for all requests to come. */
export function packTiles(cut: readonly CutTile[]): PackedTiles {
  const parts: Buffer[] = []
  let size = 0
  const place = (bytes: Buffer) => {
    parts.push(bytes)
    size += bytes.length
    return { start: size - bytes.length, length: bytes.length }
  }
  const tiles = cut.map(({ z, x, y, bytes }) => ({
    z,
    x,
    y,
    etag: contentTag(bytes),
    gzip: place(gzipSync(bytes, { level: 9 })),
    brotli: place(compressBrotli(bytes)),
  }))
  return { tiles, bytes: joinBytes(parts, size) }
}

/** A window that fits the tile: with the default one, setting up took 24 times as long as compressing 1,344 tiles of
 *  1 KB (1,600 ms against 67 ms), for the same bytes. */
const compressBrotli = (bytes: Uint8Array) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_LGWIN]: Math.min(22, Math.max(10, Math.ceil(Math.log2(bytes.length + 16)))),
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })

/** Copies parts into memory of its own, which can be transferred. */
export function joinBytes(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
