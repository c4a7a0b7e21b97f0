import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Feature, Point } from 'geojson'
import sharp from 'sharp'
import { aCollection } from './small-county.ts'

export const aPlace = (name: string): Feature<Point> => ({
  type: 'Feature',
  properties: { name, kind: 'hamlet', rank: 6 },
  geometry: { type: 'Point', coordinates: [103.05, 26.05] },
})

/** A folder like data/huize with what the smallest basemap needs: one place, and heights of 4 × 3 pixels that rise by
 *  10.5 m a pixel from 1000 m in the north-west. Whoever asks for it removes it. */
export async function makeBasemapFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onegrid-basemap-'))
  await writeFile(join(folder, 'places.geojson'), JSON.stringify(aCollection([aPlace('洋芋地')])))
  await writeFile(
    join(folder, 'terrain.json'),
    JSON.stringify({ width: 4, height: 3, bbox: [103, 26, 103.04, 26.03], encoding: 'terrarium' }),
  )
  const pixels = Buffer.alloc(4 * 3 * 3)
  for (let i = 0; i < 12; i++) {
    const value = 32768 + 1000 + i * 10.5
    pixels[i * 3] = value >> 8
    pixels[i * 3 + 1] = value & 255
    pixels[i * 3 + 2] = (value % 1) * 256
  }
  await sharp(pixels, { raw: { width: 4, height: 3, channels: 3 } })
    .png()
    .toFile(join(folder, 'terrain.png'))
  return folder
}
