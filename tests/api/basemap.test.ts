import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBasemap } from '#api/ground/basemap/load-basemap.ts'
import { loadTerrain } from '#api/ground/basemap/terrain.ts'
import type { Database } from '#api/platform/db/client.ts'
import { aPlace, makeBasemapFolder } from '../support/basemap-folder.ts'
import { openTestDatabase } from '../support/database.ts'
import { aCollection } from '../support/small-county.ts'

/** A small basemap of our own: what happens to a version over its life does not need a county. */

let database: Database
let folder: string

beforeAll(async () => {
  database = await openTestDatabase()
  folder = await makeBasemapFolder()
}, 120_000)

afterAll(async () => {
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})

const versions = () =>
  database.read((handle) =>
    handle.rows<{ version: number; kind: string; isCurrent: boolean; isDemo: boolean }>(
      sql`SELECT version, kind, is_current AS "isCurrent", is_demo AS "isDemo" FROM basemaps ORDER BY version`,
    ),
  )
const currentPlaces = () =>
  database.read((handle) =>
    handle.rows<{ name: string; pinyin: string; code: string | null }>(
      sql`SELECT p.name, p.pinyin, p.code FROM places p JOIN basemaps b USING (version) WHERE b.is_current`,
    ),
  )

describe('a basemap of its own', () => {
  it('is nothing before it is loaded', async () => {
    expect(await loadTerrain(database)).toBeNull()
  })

  it('is loaded with its places and heights', async () => {
    const report = await loadBasemap({ database, folder, isDemo: true })
    expect(report.basemap).toMatchObject({ isNew: true, places: 1 })
    expect(report.basemap?.tiles).toBeGreaterThan(0)
    expect(report.terrain?.tiles).toBeGreaterThan(0)
    expect((await versions()).map(({ kind, isCurrent, isDemo }) => ({ kind, isCurrent, isDemo }))).toEqual([
      { kind: 'basemap', isCurrent: true, isDemo: true },
      { kind: 'terrain', isCurrent: true, isDemo: true },
    ])
    expect(await currentPlaces()).toEqual([{ name: '洋芋地', pinyin: 'yang yu di', code: null }])
    const terrain = await loadTerrain(database)
    // The centre of the first pixel, and half-way to its neighbour.
    expect(terrain?.elevationAt([103.005, 26.025])).toBeCloseTo(1000, 6)
    expect(terrain?.elevationAt([103.01, 26.025])).toBeCloseTo(1005.25)
    expect(terrain?.elevationAt([102.99, 26.025])).toBeNull()
  }, 60_000)

  it('keeps the last former version for maps that are open, and no more', async () => {
    const before = await versions()
    for (const name of ['新一', '新二']) {
      await writeFile(join(folder, 'places.geojson'), JSON.stringify(aCollection([aPlace(name)])))
      const report = await loadBasemap({ database, folder })
      expect(report.terrain).toMatchObject({ isNew: false })
    }
    const basemaps = (await versions()).filter(({ kind }) => kind === 'basemap')
    expect(basemaps.map(({ isCurrent }) => isCurrent)).toEqual([false, true])
    expect(basemaps.some(({ version }) => version === before[0]?.version)).toBe(false)
    expect((await currentPlaces()).map(({ name }) => name)).toEqual(['新二'])
  }, 60_000)

  it('stays as it is when a file cannot be read', async () => {
    const before = await versions()
    const good = await readFile(join(folder, 'places.geojson'))
    await writeFile(join(folder, 'places.geojson'), '{"type":"FeatureCollection","features":[{"type":"Feature"}]}')
    await expect(loadBasemap({ database, folder })).rejects.toThrow()
    await writeFile(join(folder, 'places.geojson'), good)
    await copyFile(join(folder, 'terrain.png'), join(folder, 'kept.png'))
    await sharp(Buffer.alloc(27), { raw: { width: 3, height: 3, channels: 3 } })
      .png()
      .toFile(join(folder, 'terrain.png'))
    await expect(loadBasemap({ database, folder })).rejects.toThrow(/3 × 3/)
    await copyFile(join(folder, 'kept.png'), join(folder, 'terrain.png'))
    await loadBasemap({ database, folder })
    expect(await versions()).toEqual(before)
  }, 60_000)
})
