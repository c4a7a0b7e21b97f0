import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import { bboxSchema } from '#api/platform/http/shared.contract.ts'
import { floorMeters, stepMeters, type TerrainRaster } from './terrain-raster.ts'

/** What is read of `terrain.json`. */
const terrainFile = z.object({
  width: z.number().int().min(2).max(20_000),
  height: z.number().int().min(2).max(20_000),
  bbox: bboxSchema,
  encoding: z.literal('terrarium'),
})

/** Reads `terrain.png` and `terrain.json` of a folder. Throws where the two do not fit each other. */
export async function readTerrainRaster(folder: string): Promise<TerrainRaster> {
  const { width, height, bbox } = terrainFile.parse(JSON.parse(await readFile(join(folder, 'terrain.json'), 'utf8')))
  const { data, info } = await sharp(join(folder, 'terrain.png'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.width !== width || info.height !== height || info.channels !== 3)
    throw new Error(
      `terrain.png has ${info.width} × ${info.height} pixels of ${info.channels} channels, terrain.json says ${width} × ${height} of 3`,
    )
  const heights = new Uint16Array(new SharedArrayBuffer(width * height * 2))
  for (let i = 0; i < heights.length; i++) {
    const red = data[i * 3] as number
    const green = data[i * 3 + 1] as number
    const blue = data[i * 3 + 2] as number
    const meters = red * 256 + green + blue / 256 - 32768
    heights[i] = Math.min(65535, Math.max(0, Math.round((meters - floorMeters) / stepMeters)))
  }
  return { width, height, bounds: bbox, heights }
}
