import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayAnswer } from '#api/operations/incidents/incident-replay.contract.ts'
import { endedStates } from '#api/operations/incidents/incidents.contract.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const beside = besideGrids.replace('incidents,', '')
let browser: Browser
let origin: string
let desk: ConsoleDriver

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  desk = await openConsole(browser, origin, `/?panel=incidents&hide=${beside}`)
  await desk.waitUntilDrawn()
}, 300_000)
afterAll(() => browser?.close())

/** How many were open at an instant, by the history itself. */
async function countOpenAt(instantMs: number, more = ''): Promise<number> {
  const at = (ms: number) => new Date(ms).toISOString()
  const { items } = await desk.getJson<ReplayAnswer>(
    `/api/incidents/replay?from=${at(instantMs)}&to=${at(instantMs + 1000)}${more}`,
  )
  return items.filter(({ start }) => start && !endedStates.some((each) => each === start.state)).length
}
const shownInstant = () => desk.replay.readInstant()

describe('looking back', () => {
  it('opens by a key, and shows how much happened in the last 24 hours', async () => {
    await desk.replay.open()
    await expect.poll(desk.replay.countBars).toBe(2 * 96)
    await expect.poll(desk.replay.readStrip).toMatch(/上报 \d+ · 办理 \d+ 步/)
  })

  it('shows what stood when the hand is moved by keys, and says that it is the past and the list is not', async () => {
    await desk.replay.pressOnHand('Home')
    const first = await shownInstant()
    await expect.poll(desk.replay.readStanding).toBe(await countOpenAt(first))
    await expect.poll(desk.replay.readSign).toMatch(/^过去/)
    await desk.replay.waitForListNote()
    await desk.replay.pressOnHand('ArrowRight')
    await expect.poll(shownInstant).toBe(first + hourMs / 4)
    await desk.replay.pressOnHand('PageUp')
    await expect.poll(shownInstant).toBe(first + 1.25 * hourMs)
    await desk.replay.pressOnHand('End')
    await expect.poll(shownInstant).toBe(first + 24 * hourMs)
  })

  it('is drawn along by the pointer, and the address brings the same picture to somebody else', async () => {
    await desk.replay.drag(0.9, 0.25)
    const instant = await shownInstant()
    await desk.waitForAddress(/at=2/)
    const second = Math.floor(instant / 1000) * 1000
    const standing = await countOpenAt(second)
    await expect.poll(desk.replay.readStanding).toBe(standing)
    const other = await openConsole(browser, origin, await desk.readAddress())
    await other.waitUntilDrawn()
    await expect.poll(other.replay.readInstant).toBe(second)
    await expect.poll(other.replay.readStanding).toBe(standing)
    await other.close()
  })

  it('keeps to the filters of the list', async () => {
    const instant = Math.floor((await shownInstant()) / 1000) * 1000
    const { items } = await desk.getJson<ReplayAnswer>(
      `/api/incidents/replay?from=${new Date(instant).toISOString()}&to=${new Date(instant + 1000).toISOString()}&kind=dispute`,
    )
    const disputes = items.filter(({ start }) => start && !endedStates.some((each) => each === start.state)).length
    expect(disputes).toBeGreaterThan(0)
    const all = await desk.replay.readStanding()
    await desk.lists.toggleChip('类别', /^矛盾纠纷/)
    await expect.poll(() => desk.replay.readStanding()).toBe(disputes)
    await desk.lists.toggleChip('类别', /^矛盾纠纷/)
    await expect.poll(() => desk.replay.readStanding()).toBe(all)
  })

  it('plays, pauses and stops at the end', async () => {
    await desk.replay.pressOnHand('Home')
    const first = await shownInstant()
    await desk.replay.chooseSpeed(600)
    await desk.replay.play()
    await expect.poll(shownInstant).toBeGreaterThan(first + hourMs / 4)
    await desk.replay.pause()
    await desk.waitForAddress(/speed=600/)
    const paused = await shownInstant()
    expect(paused).toBeGreaterThan(first)
    await desk.replay.pressOnHand('End')
    await desk.replay.pressOnHand('ArrowLeft')
    await desk.replay.pressOnHand(' ')
    await expect.poll(shownInstant).toBe(first + 24 * hourMs)
    await desk.replay.waitUntilItStops()
  })

  it('goes to any day, and back to now by one button', async () => {
    const before = await shownInstant()
    await desk.replay.goDayBack()
    await desk.replay.waitUntilLoaded()
    await expect.poll(shownInstant).toBe(before - 48 * hourMs)
    await expect.poll(desk.replay.readStanding).toBe(await countOpenAt(before - 48 * hourMs))
    // a week ago at eight in the morning, in China
    const chosen = Math.floor(before / dayMs - 7) * dayMs
    await desk.replay.chooseStart(new Date(chosen + 8 * hourMs).toISOString().slice(0, 16))
    await expect.poll(shownInstant).toBe(chosen)
    await desk.replay.waitUntilLoaded()
    await expect.poll(desk.replay.readStanding).toBe(await countOpenAt(chosen))
    await desk.replay.returnToNow()
    await desk.replay.waitUntilNow()
    await expect.poll(desk.readAddress).not.toContain('at=')
  })

  it('goes on undisturbed while something happens, and counts it', async () => {
    await desk.replay.pressOnHand('Home')
    const [instant, standing] = [await shownInstant(), await desk.replay.readStanding()]
    const grids = await desk.getJson<{ items: { code: string }[] }>('/api/grids?limit=1')
    const made = await desk.sendJson<{ id: string; version: number }>('POST', '/api/incidents', {
      ...{ kind: 'hazard', type: 'landslide', title: '回看时发生的', severity: 'blue' },
      location: { gridCode: grids.items[0]?.code },
    })
    await desk.replay.waitForFresh(1)
    expect([await shownInstant(), await desk.replay.readStanding()]).toEqual([instant, standing])
    await desk.replay.returnToNow()
    await desk.replay.waitUntilNow()
    await desk.sendJson('POST', `/api/incidents/${made.id}/transitions`, {
      ...{ to: 'cancelled', version: made.version, reason: '测试' },
    })
  })

  it('folds, and opens again by its button', async () => {
    await desk.replay.fold()
    await desk.replay.waitUntilFolded()
    await desk.replay.openByButton()
    await desk.replay.waitUntilLoaded()
  })

  it('has no strip below a page over the map', async () => {
    await desk.stepTo('/?panel=handover&strip=open')
    await desk.replay.waitUntilFolded()
    await desk.stepTo('/?strip=open')
    await desk.replay.waitUntilLoaded()
  })

  it('is not there for who may not report, also by its key', async () => {
    const atMs = Math.floor(Date.now() / 1000) * 1000 - 2 * dayMs
    const address = `/?at=${new Date(atMs).toISOString().slice(0, 19)}Z`
    await desk.stepTo(address)
    await expect.poll(shownInstant).toBe(atMs)
    await expect.poll(desk.replay.countParts).toBe(2)
    const planner = await openConsole(browser, origin, address, { as: 'planner' })
    await planner.waitUntilDrawn()
    await planner.pressKey('r')
    // a part of the page that is fetched as the strip is, and later, and an answer that it waits for
    await planner.openPanel('table')
    expect(await planner.readGridsInView()).toBeGreaterThan(0)
    expect(await planner.replay.countParts()).toBe(0)
    expect(planner.readAddress()).not.toContain('strip=')
    await planner.close()
  })
})
