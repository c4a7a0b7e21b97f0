import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { differingShare } from '../support/compare-pictures.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

const beside = besideGrids.replace('incidents,', '')
const [lng, lat] = [103.66792, 26.44811]
const mark = `聚${Date.now() % 100_000}`
let browser: Browser
let origin: string
let desk: ConsoleDriver
const made: { id: string; version: number }[] = []

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  desk = await openConsole(browser, origin, `/?panel=layers&metric=none&hide=${besideGrids}&strip=folded`)
  await desk.waitUntilDrawn()
}, 300_000)
afterAll(async () => {
  for (const { id, version } of made)
    await desk.sendJson('POST', `/api/incidents/${id}/transitions`, { to: 'cancelled', version, reason: '测试' })
  await browser?.close()
})

const report = async (title: string, east = 0) => {
  const body = { kind: 'hazard', type: 'road', title, severity: 'blue', location: { lng: lng + east, lat } }
  const incident = await desk.sendJson<{ id: string; version: number }>('POST', '/api/incidents', body)
  made.push(incident)
}
/** The map around the place, with the incidents of that text alone. */
const lookAt = (text: string) =>
  desk.goTo(`/?panel=none&metric=none&hide=${beside}&q=${text}&strip=folded#map=12/${lat}/${lng}`)
/** A click before the marks are there selects the grid. */
const openStack = () =>
  expect
    .poll(
      async () => {
        if (!(await desk.isStackOpen())) await desk.clickMiddle()
        await desk.pause(500)
        return desk.isStackOpen()
      },
      { timeout: 60_000 },
    )
    .toBe(true)

describe('what climbed', () => {
  it('is off until somebody wants it, and is drawn then and counted by who has it', async () => {
    const before = await desk.takeMapPicture()
    expect(await desk.legend.readClimbs()).toBeNull()
    await desk.legend.switchClimbs()
    await expect.poll(() => desk.legend.readClimbs().then((counts) => counts?.township)).toBeGreaterThan(0)
    const counts = await desk.legend.readClimbs()
    const rungs = ['village', 'township', 'county'] as const
    for (const rung of rungs) {
      const { total } = await desk.getJson<{ total: number }>(`/api/incidents?state=open&rung=${rung}&limit=1`)
      expect(counts?.[rung], rung).toBe(total)
    }
    await desk.waitForAddress(/climbs=1/)
    await expect
      .poll(async () => differingShare(before, await desk.takeMapPicture()), { timeout: 60_000, interval: 1500 })
      .toBeGreaterThan(0.002)
  })

  it('keeps to the filters of the list', async () => {
    const { items } = await desk.getJson<{ items: Incident[] }>('/api/incidents?state=open&kind=dispute&limit=500')
    await desk.goTo(`/?panel=layers&metric=none&kind=dispute&climbs=1&hide=${beside}&strip=folded`)
    const ofRung = (rung: string) => items.filter((incident) => incident.rung === rung).length
    await expect
      .poll(() => desk.legend.readClimbs())
      .toEqual({ village: ofRung('village'), township: ofRung('township'), county: ofRung('county') })
  })
})

describe('incidents that lie together', () => {
  it('at one doorstep fan out into a list, which no zoom would take apart', async () => {
    await report(`${mark}甲一`)
    await report(`${mark}甲二`)
    await lookAt(`${mark}甲`)
    await openStack()
    expect(await desk.readStack()).toEqual({ said: 2, rows: 2, canZoom: false })
  })

  it('in one village fan out as well, and one looks nearer at what there is', async () => {
    await report(`${mark}乙一`, -0.001)
    await report(`${mark}乙二`, 0.001)
    await lookAt(`${mark}乙`)
    await openStack()
    expect(await desk.readStack()).toEqual({ said: 2, rows: 2, canZoom: true })
    await desk.zoomToStack()
    await desk.waitForAddress(/#map=1[4-9]/)
    expect(await desk.isStackOpen()).toBe(false)
  })
})
