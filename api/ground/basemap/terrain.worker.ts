import sharp from 'sharp'
import type { CutJob } from '#api/ground/tiles/cut-job.ts'
import { boxOfBounds, tileRange } from '#api/ground/tiles/mercator.ts'
import { contentTag, type PackedTiles, packTiles } from '#api/ground/tiles/pack-tiles.ts'
import { terrainTileSize } from '#api/ground/tiles/tiles.contract.ts'
import { answerJobsAbout } from '#api/ground/tiles/worker-pool.ts'
import type { TerrainRaster } from './terrain-raster.ts'
import { sampleTerrainTile } from './terrain-tile.ts'

/** Lossless WebP, in which quality is the encoder's second measure of effort. Effort 4 takes three to four times as long
 *  for the same bytes, effort 0 gives three times the bytes; quality 80 takes a third longer for the same bytes, quality
 *  25 gives 14 % more (measured on tiles of data/huize). */
const encodeTile = (pixels: Uint8Array) =>
  sharp(pixels, { raw: { width: terrainTileSize, height: terrainTileSize, channels: 3 } })
    .webp({ lossless: true, effort: 1, quality: 40 })
    .toBuffer()

answerJobsAbout<TerrainRaster, CutJob, PackedTiles>((raster) => async ({ zoom, columns: [from, to] }) => {
  const { north, south } = tileRange(boxOfBounds(raster.bounds), zoom)
  const tiles = []
  for (let x = from; x <= to; x++)
    for (let y = north; y <= south; y++) {
      const bytes = await encodeTile(sampleTerrainTile(raster, zoom, x, y))
      tiles.push({ z: zoom, x, y, etag: contentTag(bytes), contents: [bytes] })
    }
  const answer = packTiles(['plain'], tiles)
  return { answer, transfer: [answer.bytes.buffer] }
})
