import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentHotSpots, IncidentRates } from '#api/operations/incidents/incident-rates.contract.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string
let desk: ConsoleDriver

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  desk = await openConsole(browser, origin, '/?metric=incidents_open')
  await desk.waitUntilDrawn()
}, 300_000)
afterAll(() => browser?.close())

describe('incidents as colours of the grids', () => {
  it('add up to all grids, say how many they count, and open that list', async () => {
    await desk.legend.waitForRows()
    const rates = await desk.getJson<IncidentRates>('/api/incidents/rates?measure=open')
    const edition = await desk.getJson<{ gridCount: number }>('/api/editions/current')
    await desk.legend.waitForText(`共 ${rates.total} 件`)
    const { rows } = await desk.legend.read()
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(edition.gridCount)
    const none = rows.find(({ label }) => label === '0')
    expect(none?.count).toBe(edition.gridCount - rates.codes.length)
    await desk.legend.openList()
    await expect.poll(desk.readListCounts).toMatchObject({ said: rates.total })
  })

  it('are by a thousand people when one wants', async () => {
    await desk.openPanel('layers')
    await desk.legend.choose('每千人')
    await desk.legend.waitForText('件/千人')
  })

  it('do not stand on a print', async () => {
    await desk.goTo('/?metric=incidents_open&panel=layers')
    await desk.waitUntilDrawn()
    await desk.legend.waitForRows()
    await desk.openPrint()
    expect(await desk.readDialog()).not.toContain('未办结事件')
    await desk.pressKey('Escape')
    await desk.legend.waitForRows()
  })
})

describe('hot spots', () => {
  it('name their test, the number of grids and the days, and count the classes of the answer', async () => {
    await desk.goTo('/?metric=hot_spots&ratedays=90&panel=layers')
    await desk.waitUntilDrawn()
    await desk.legend.waitForRows()
    const spots = await desk.getJson<IncidentHotSpots>('/api/incidents/hot-spots?days=90')
    for (const words of ['Getis-Ord Gi*', '90 天', '未作多重检验校正']) await desk.legend.waitForText(words)
    const { rows } = await desk.legend.read()
    expect(rows.find(({ label }) => label === '热点 p ≤ 0.01')?.count).toBe(
      spots.classes.filter((step) => step === 3).length,
    )
    await desk.legend.choose('BH 校正')
    await desk.legend.waitForText('已作 Benjamini–Hochberg 校正')
  })
})
