import { latitudeAt, longitudeAt } from '#api/ground/tiles/mercator.ts'
import { terrainTileSize } from '#api/ground/tiles/tiles.contract.ts'
import { columnAt, floorMeters, rowAt, stepMeters, type TerrainRaster } from './terrain-raster.ts'

/** Heights in tiles are whole multiples of this. Half of it would cost a fifth more bytes for what the raster does not
 *  know; twice as much shows as terraces in the hillshade of a plain. */
const tileStepMeters = 0.25

/** One Terrarium picture, RGB, sampled at the centres of its pixels: metres = R·256 + G + B/256 − 32768. Decoded heights
 *  are interpolated, never colours. The arithmetic of `metersAt`, laid out flat: 1 ms a tile instead of 15. Pure. */
export function sampleTerrainTile(raster: TerrainRaster, z: number, x: number, y: number): Uint8Array<ArrayBuffer> {
  const size = terrainTileSize
  const { heights, width } = raster
  const firsts = new Int32Array(size)
  const shares = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const { first, share } = columnAt(raster, longitudeAt((x + (i + 0.5) / size) / 2 ** z))
    firsts[i] = first
    shares[i] = share
  }
  const pixels = new Uint8Array(size * size * 3)
  let at = 0
  for (let j = 0; j < size; j++) {
    const row = rowAt(raster, latitudeAt((y + (j + 0.5) / size) / 2 ** z))
    const upper = row.first * width
    const lower = row.second * width
    for (let i = 0; i < size; i++) {
      const first = firsts[i] as number
      const share = shares[i] as number
      const above = (heights[upper + first] as number) * (1 - share) + (heights[upper + first + 1] as number) * share
      const below = (heights[lower + first] as number) * (1 - share) + (heights[lower + first + 1] as number) * share
      const meters = floorMeters + stepMeters * (above * (1 - row.share) + below * row.share)
      const value = Math.round(meters / tileStepMeters) * tileStepMeters + 32768
      const whole = Math.floor(value)
      pixels[at++] = whole >> 8
      pixels[at++] = whole & 255
      pixels[at++] = (value - whole) * 256
    }
  }
  return pixels
}
