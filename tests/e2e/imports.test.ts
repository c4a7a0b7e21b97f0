import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, openConsole } from './console-driver.ts'

const village = '530326001001'
const huize = readFileSync(resolve(import.meta.dirname, '../../data/huize/huize.topojson'), 'utf8')

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let browser: Browser
let desk: ConsoleDriver
let grids: Feature<Polygon>[]
const folder = mkdtempSync(join(tmpdir(), 'onegrid-import-'))

const ask = async <Answer>(path: string, accept = 'application/json') =>
  (await (await fetch(`${product.origin}${path}`, { headers: { accept } })).json()) as Answer

beforeAll(async () => {
  // It writes, so it has a product of its own.
  copy = await copyTemplate('demo')
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  const answer = await ask<FeatureCollection<Polygon>>(`/api/grids?area=${village}`, 'application/geo+json')
  grids = answer.features
  browser = await openBrowser()
  desk = await openConsole(browser, product.origin, `/?panel=layers&hide=${besideGrids}&select=area:${village}`)
  await desk.waitUntilDrawn()
})
afterAll(async () => {
  await Promise.allSettled([browser?.close(), product?.end('SIGINT')])
  await copy?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** The village's grids as a file; `change` mends or spoils the first one. */
const villageFile = (change: (grid: Feature<Polygon>) => Feature<Polygon>) => {
  const [first, ...others] = grids
  if (!first) throw new Error('the village has no grid')
  return { 'village.geojson': JSON.stringify({ type: 'FeatureCollection', features: [change(first), ...others] }) }
}
/** The same on the disk. */
const writeVillage = (change: (grid: Feature<Polygon>) => Feature<Polygon>) => {
  const path = join(folder, 'village.geojson')
  writeFileSync(path, villageFile(change)['village.geojson'])
  return path
}
const shifted = (grid: Feature<Polygon>): Feature<Polygon> => ({
  ...grid,
  geometry: {
    ...grid.geometry,
    coordinates: grid.geometry.coordinates.map((ring) =>
      ring.map(([lng = 0, lat = 0]) => [Math.round((lng + 0.001) * 1e6) / 1e6, lat]),
    ),
  },
})
const renamed = (grid: Feature<Polygon>): Feature<Polygon> => ({
  ...grid,
  properties: { ...grid.properties, name: '改名的网格' },
})
const readCurrent = () => ask<{ number: number; gridCount: number }>('/api/editions/current')

describe('importing in the console', () => {
  it('lists what is wrong with a file, and the map goes there', async () => {
    await desk.openImport()
    await desk.chooseImportFiles(villageFile(shifted))
    await desk.replaceOpenAreaOnly()
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toMatch(/[\d,]+ 处问题，没有写入/)
    const { items } = await ask<{ items: { id: string; settings: { area: string } }[] }>('/api/imports')
    expect(items[0]?.settings.area).toBe(village)
    const { faults } = await ask<{ faults: { kind: string; lngLat?: [number, number] }[] }>(
      `/api/imports/${items[0]?.id}`,
    )
    const rows = await desk.readFindings()
    expect(rows).toBe(faults.length)
    const number = faults.findIndex(({ lngLat }) => lngLat)
    await desk.chooseFinding(number)
    await desk.waitForAddress(/#map=1[6-9]/)
    const [lng, lat] = faults[number]?.lngLat ?? [0, 0]
    const [, zoom, centerLat, centerLng] =
      /map=([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(desk.readAddress())?.map(Number) ?? []
    expect(zoom).toBeGreaterThanOrEqual(16)
    // The panels beside the map take more than half of it.
    expect(Math.abs((centerLng ?? 0) - lng)).toBeLessThan(0.02)
    expect(Math.abs((centerLat ?? 0) - lat)).toBeLessThan(0.01)
    expect((await readCurrent()).number).toBe(1)
  })

  it('hands the faults over as GeoJSON', async () => {
    const file = JSON.parse(await desk.downloadFindings()) as FeatureCollection
    expect(file.features.length).toBe(await desk.readFindings())
  })

  it('keeps the files after a refused check, and says which was changed on the disk meanwhile', async () => {
    await desk.importOtherFiles()
    expect(await desk.readChosenFiles()).toEqual([])
    await desk.chooseImportFile(writeVillage(shifted))
    await desk.checkFiles()
    await desk.waitForImportEnd()
    await desk.trySameFiles()
    expect(await desk.readChosenFiles()).toEqual([expect.stringContaining('village.geojson')])
    writeVillage((grid) => grid)
    await desk.checkFiles()
    expect(await desk.readImportAlert()).toMatch(/^ *village\.geojson 在选择之后被改动.*请重新选择/)
    await desk.chooseImportFile(join(folder, 'village.geojson'))
    expect(await desk.readChosenFiles()).toHaveLength(1)
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toContain('检查通过')
    await desk.trySameFiles()
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toContain('检查通过')
  })

  it('publishes the mended file, and shows the new edition by itself', async () => {
    const before = await readCurrent()
    await desk.importOtherFiles()
    await desk.chooseImportFiles(villageFile(renamed))
    expect(await desk.importFiles()).toContain(village)
    expect(await desk.waitForImportEnd()).toContain('第 2 版已发布')
    // The server may say for a second that the edition before is the current one.
    await expect.poll(readCurrent, { timeout: 20_000 }).toMatchObject({ number: 2, gridCount: before.gridCount })
    await desk.openPanel('layers')
    await desk.waitForText(/第 2 版/)
    expect((await desk.search('改名的网格'))[0]).toContain('改名的网格')
    await desk.chooseFirst()
    await desk.waitForInspectorName('改名的网格')
  })

  it('finds the running import again after a reload, and cancels it', async () => {
    await desk.openImport()
    await desk.importOtherFiles()
    await desk.replaceWholeCounty()
    await desk.chooseImportFiles({ 'village.geojson': huize })
    expect(await desk.importFiles()).toContain('会泽县')
    await desk.waitForText('正在导入')
    await desk.reload()
    await desk.waitForText('正在导入')
    await desk.cancelImport()
    expect(await desk.waitForImportEnd()).toContain('已取消')
    expect((await readCurrent()).number).toBe(2)
    const { items } = await ask<{ items: { state: string }[] }>('/api/imports')
    expect(items.map(({ state }) => state)).toEqual(['cancelled', 'done', 'done', 'done', 'refused', 'refused'])
  })

  it('speaks of a check, not of an import, while it only checks', async () => {
    await desk.importOtherFiles()
    await desk.chooseImportFiles({ 'county.topojson': huize })
    await desk.checkFiles()
    await desk.waitForText('正在检查')
    const panel = await desk.readImportPanel()
    expect(panel).toContain('检查会继续')
    expect(panel.replace('导入网格底图', '')).not.toContain('导入')
    await desk.cancelImport()
    expect(await desk.waitForImportEnd()).toBe('检查已取消')
  })

  it('asked no other server for anything and logged no error', () => {
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors).toEqual([])
  })
})
