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

const ask = <Answer>(path: string, accept?: string) => desk.getJson<Answer>(path, accept)

beforeAll(async () => {
  // It writes, so it has a product of its own.
  copy = await copyTemplate('demo')
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  browser = await openBrowser()
  desk = await openConsole(browser, product.origin, `/?panel=layers&hide=${besideGrids}&select=area:${village}`, {
    as: 'planner',
  })
  const answer = await ask<FeatureCollection<Polygon>>(`/api/grids?area=${village}`, 'application/geo+json')
  grids = answer.features
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
    const { faults, causes } = await ask<{
      faults: { kind: string; field?: string; lngLat?: [number, number] }[]
      causes: { kind: string; field: string | null; count: number }[]
    }>(`/api/imports/${items[0]?.id}`)
    await expect
      .poll(desk.readCauses)
      .toEqual(causes.map(({ count }): unknown => expect.stringContaining(`${count} 处`)))
    let placed: typeof faults = []
    for (const [position, cause] of causes.entries()) {
      await desk.openCause(position)
      placed = faults.filter(({ kind, field = null }) => kind === cause.kind && field === cause.field)
      expect(placed).toHaveLength(cause.count)
      if (cause.count > 1) await expect.poll(desk.readFindings).toBe(cause.count)
      if (cause.count > 1 && placed.some(({ lngLat }) => lngLat)) break
      await desk.showAllCauses()
    }
    const number = placed.findIndex(({ lngLat }) => lngLat)
    expect(number).toBeGreaterThanOrEqual(0)
    await desk.chooseFinding(number)
    await desk.waitForAddress(/#map=1[6-9]/)
    const [lng, lat] = placed[number]?.lngLat ?? [0, 0]
    const [, zoom, centerLat, centerLng] =
      /map=([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(desk.readAddress())?.map(Number) ?? []
    expect(zoom).toBeGreaterThanOrEqual(16)
    // The panels beside the map take more than half of it.
    expect(Math.abs((centerLng ?? 0) - lng)).toBeLessThan(0.02)
    expect(Math.abs((centerLat ?? 0) - lat)).toBeLessThan(0.01)
    expect((await readCurrent()).number).toBe(1)
  })

  it('hands the faults over as GeoJSON', async () => {
    await desk.showAllCauses()
    const counts = (await desk.readCauses()).map((cause) => Number(/(\d+) 处/.exec(cause)?.[1]))
    const file = JSON.parse(await desk.downloadFindings()) as FeatureCollection
    expect(file.features.length).toBe(counts.reduce((sum, count) => sum + count, 0))
  })

  it('keeps files and focus after a refused check, and says which file was changed meanwhile', async () => {
    await desk.importOtherFiles()
    await expect.poll(desk.readChosenFiles).toEqual([])
    await desk.chooseImportFile(writeVillage(shifted))
    await desk.checkFilesByKeyboard()
    await desk.waitForImportEnd()
    await expect.poll(desk.isFocusInImport).toBe(true)
    await desk.trySameFiles()
    await expect.poll(desk.isFocusInImport).toBe(true)
    await expect.poll(desk.readChosenFiles).toEqual([expect.stringContaining('village.geojson')])
    writeVillage((grid) => grid)
    await desk.checkFiles()
    expect(await desk.readImportAlert()).toMatch(/^ *village\.geojson 在选择之后被改动.*请重新选择/)
    await desk.chooseImportFile(join(folder, 'village.geojson'))
    await expect.poll(desk.readChosenFiles).toHaveLength(1)
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toContain('检查通过')
    await desk.trySameFiles()
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toContain('检查通过')
  })

  it('shows a finding of many lines in full once it is chosen', async () => {
    await desk.importOtherFiles()
    const names = ['网格'.repeat(60), '网格'.repeat(70)]
    const features = grids.map((grid, index) =>
      names[index] ? { ...grid, properties: { ...grid.properties, name: names[index] } } : grid,
    )
    await desk.chooseImportFiles({ 'village.geojson': JSON.stringify({ type: 'FeatureCollection', features }) })
    await desk.checkFiles()
    await desk.waitForImportEnd()
    await desk.openCause(0)
    await expect.poll(desk.readFindings).toBe(2)
    await expect.poll(() => desk.isFindingCut(0)).toBe(true)
    await desk.chooseFinding(0)
    await expect.poll(() => desk.isFindingCut(0)).toBe(false)
    await expect.poll(() => desk.isFindingCut(1)).toBe(true)
    await desk.pressKey('j')
    await expect.poll(() => desk.isFindingCut(0)).toBe(true)
    await expect.poll(() => desk.isFindingCut(1)).toBe(false)
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
    // The map may take longer to be drawn again than the import to its end.
    await desk.reloadPage()
    await desk.waitForText('正在导入')
    await desk.cancelImport()
    expect(await desk.waitForImportEnd()).toContain('已取消')
    expect((await readCurrent()).number).toBe(2)
    const { items } = await ask<{ items: { state: string }[] }>('/api/imports')
    expect(items.map(({ state }) => state)).toEqual([
      'cancelled',
      'done',
      'refused',
      'done',
      'done',
      'refused',
      'refused',
    ])
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

  it('refuses a village for the whole county, and takes it where it is meant so', async () => {
    const lastImport = async () => {
      const { items } = await ask<{ items: { id: string; settings: { area: string | null } }[] }>('/api/imports')
      const { faults } = await ask<{ faults: { kind: string }[] }>(`/api/imports/${items[0]?.id}`)
      return { area: items[0]?.settings.area, kinds: new Set(faults.map(({ kind }) => kind)) }
    }
    await desk.importOtherFiles()
    await desk.replaceWholeCounty()
    await desk.chooseImportFiles(villageFile((grid) => grid))
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toBe('1 处问题，没有写入')
    await expect.poll(desk.readImportPanel).toContain('选“全县（确认替换）”')
    expect(await lastImport()).toEqual({ area: null, kinds: new Set(['too_few_grids']) })
    await desk.trySameFiles()
    await desk.replaceCountyAllTheSame()
    await desk.checkFiles()
    await desk.waitForImportEnd()
    // Incidents lie in the rest of the county, which would go.
    expect(await lastImport()).toEqual({ area: '530326', kinds: new Set(['open_incident']) })
  })

  it('says that only the first thousand faults are listed and marked', async () => {
    const { features } = await ask<FeatureCollection>('/api/grids', 'application/geo+json')
    const nameless = features.map((grid) => ({ ...grid, properties: { ...grid.properties, name: '' } }))
    const file = JSON.stringify({ type: 'FeatureCollection', features: nameless })
    await desk.importOtherFiles()
    await desk.chooseImportFiles({ 'county.geojson': file })
    await desk.checkFiles()
    expect(await desk.waitForImportEnd()).toContain('4,847 处问题')
    const limit = '共 4,847 处，只列出前 1,000 处，并标在地图上'
    await expect.poll(desk.readImportPanel).toContain(limit)
    await desk.openCause(0)
    await expect.poll(desk.readFindings).toBe(1000)
    await expect.poll(desk.readImportPanel).toContain(limit)
  })

  it('shows the only finding as a whole on a phone', async () => {
    const phone = await openConsole(browser, product.origin, `/?panel=import&hide=${besideGrids}`, {
      as: 'planner',
      width: 390,
      height: 844,
      isTouch: true,
    })
    await phone.waitUntilDrawn()
    await phone.chooseImportFiles(villageFile((grid) => ({ ...grid, properties: { ...grid.properties, name: '' } })))
    await phone.checkFiles()
    expect(await phone.waitForImportEnd()).toContain('1 处问题')
    await expect.poll(phone.isSingleFindingInSight).toBe(true)
    await phone.close()
  })

  it('asked no other server for anything and logged no error', () => {
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors).toEqual([])
  })
})
