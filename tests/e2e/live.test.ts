import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreaDetail } from '#api/ground/areas/areas.contract.ts'
import type { GridItem } from '#api/ground/grids/grids.contract.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { countColor } from '../support/compare-pictures.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { signIn } from '../support/sign-in.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, openConsole } from './console-driver.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let proxy: Awaited<ReturnType<typeof startCuttingProxy>>
let browser: Browser
let cookie: string
let gridCode: string
let desk: ConsoleDriver
let other: ConsoleDriver

const shown = besideGrids.replace('incidents,', '')
const path = `/?panel=incidents&hide=${shown}`

beforeAll(async () => {
  copy = await copyTemplate('demo')
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  proxy = await startCuttingProxy(product.origin)
  cookie = await signIn(product.origin)
  browser = await openBrowser()
  // The second one comes by a line that can be cut, and has signed in as somebody else.
  desk = await openConsole(browser, product.origin, path)
  other = await openConsole(browser, proxy.origin, path, { as: 'emergency-commander' })
  await Promise.all([desk.waitUntilDrawn(), other.waitUntilDrawn()])
  await Promise.all([desk.live.waitUntilLive(), other.live.waitUntilLive()])
  const grids = await desk.getJson<{ items: { code: string }[] }>('/api/grids?limit=1')
  gridCode = grids.items[0]?.code ?? ''
}, 600_000)
afterAll(async () => {
  await browser?.close()
  proxy?.close()
  await product?.end('SIGINT')
  await copy?.remove()
})

/** What a mark of a red incident is filled with. */
const severityRed = '#EF4444'

let count = 0
async function report(title: string, code = gridCode): Promise<string> {
  count += 1
  const answer = await fetch(`${product.origin}/api/incidents`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', cookie, 'Idempotency-Key': `live-report-${count}` },
    body: JSON.stringify({ kind: 'hazard', type: 'landslide', title, severity: 'red', location: { gridCode: code } }),
  })
  const body = (await answer.json()) as { id: string }
  expect(answer.status, JSON.stringify(body)).toBe(201)
  return body.id
}

describe('what happens', () => {
  it('shows on every page by itself, in the list and as a ring on the map that goes away', async () => {
    await Promise.all([desk.live.watchPulses(), other.live.watchPulses()])
    const id = await report('泥石流甲')
    await Promise.all([
      desk.live.waitForRow('泥石流甲'),
      other.live.waitForRow('泥石流甲'),
      other.live.waitForPulse(id),
      desk.live.waitForPulse(id),
    ])
    await other.live.waitUntilPulseIsGone(id)
    await expect.poll(other.live.readLiveText).toMatch(/^实时 \d+\.\d s$/)
  })

  it('sounds on every page when it cannot wait, until somebody has seen it', async () => {
    const id = await report('红色警报')
    await Promise.all([desk.live.waitForAlarm('红色警报'), other.live.waitForAlarm('红色警报')])
    await desk.live.acknowledgeAlarm('红色警报')
    await Promise.all([desk.live.waitUntilAlarmIsGone('红色警报'), other.live.waitUntilAlarmIsGone('红色警报')])
    const { timeline } = await desk.getJson<{ timeline: { kind: string; actor: string }[] }>(`/api/incidents/${id}`)
    expect(timeline.at(-1)).toMatchObject({ kind: 'alarm', actor: 'county-operator' })
  })

  it('stays in sight and in reach over a page that covers the map and in a dialog, and takes no key from it', async () => {
    await desk.pressKey('h')
    await desk.live.waitForPage('交接班')
    await report('交班时的警报')
    await desk.live.waitForAlarm('交班时的警报')
    await expect.poll(() => desk.live.isAlarmInReach('交班时的警报')).toBe(true)
    await desk.pressKey('?')
    await desk.live.waitForDialog()
    await report('看快捷键时的警报')
    await desk.live.waitForAlarm('看快捷键时的警报')
    await expect.poll(() => desk.live.isAlarmInReach('看快捷键时的警报')).toBe(true)
    expect(await desk.live.isFocusIn('dialog')).toBe(true)
    await desk.live.acknowledgeAlarm('看快捷键时的警报')
    await desk.live.waitUntilAlarmIsGone('看快捷键时的警报')
    await desk.pressKey('Escape')
    await expect.poll(() => desk.live.isAlarmInReach('交班时的警报')).toBe(true)
    await desk.live.acknowledgeAlarm('交班时的警报')
    await desk.live.waitUntilAlarmIsGone('交班时的警报')
    await desk.openPanel('incidents')
  })

  it('is opened out of a dialog, which asks first whether what was typed in it may go', async () => {
    const id = await report('先来的警报')
    await desk.live.showAlarm('先来的警报')
    expect(await desk.waitForIncident('先来的警报')).toBe(id)
    await desk.live.acknowledgeAlarm('先来的警报')
    await desk.pressWork('退回')
    await desk.fillDialog({ 原因: '不属于本县' })
    const next = await report('后来的警报')
    await desk.live.waitForAlarm('后来的警报')
    await desk.live.showAlarm('后来的警报')
    await desk.readDialogQuestion()
    await desk.pressInDialog('继续填写')
    expect(await desk.readDialogField()).toBe('不属于本县')
    await desk.live.showAlarm('后来的警报')
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
    expect(await desk.waitForIncident('后来的警报')).toBe(next)
    // a dialog with nothing in it has nothing to ask
    await desk.pressKey('?')
    await desk.live.waitForDialog()
    await desk.live.showAlarm('后来的警报')
    await desk.waitUntilDialogIsGone()
    expect(await desk.waitForIncident('后来的警报')).toBe(next)
    await desk.live.acknowledgeAlarm('后来的警报')
    await desk.live.waitUntilAlarmIsGone('后来的警报')
    await desk.goBack()
    await desk.goBack()
  })

  it('is all there after the network was cut, without a reload and nothing twice', async () => {
    proxy.closeLine()
    await other.live.waitUntilLate()
    for (const title of ['断网后一', '断网后二', '断网后三']) await report(title)
    await desk.live.waitForRow('断网后三')
    expect(await other.live.countRows('断网后')).toBe(0)
    proxy.openLine()
    for (const title of ['断网后一', '断网后二', '断网后三', '泥石流甲']) await other.live.waitForRow(title)
    await other.live.waitUntilLive()
    await expect.poll(() => other.live.countRows('断网后')).toBe(3)
    expect(other.readRequests().filter((asked) => asked === '/')).toHaveLength(1)
  })

  it('does not move what somebody reads, and says how much is new above it', async () => {
    const top = await desk.live.readFirstRow()
    await desk.live.scrollList(600)
    await expect.poll(desk.live.readFirstRow).not.toBeOneOf(['', top])
    const first = await desk.live.readFirstRow()
    await report('滚动时一')
    await desk.live.waitForNew(1)
    await report('滚动时二')
    await desk.live.waitForNew(2)
    await expect.poll(desk.live.readFirstRow).toBe(first)
    await desk.live.showNew()
    await desk.live.waitForRow('滚动时一')
    await expect.poll(desk.live.readFirstRow).toContain('滚动时二')
  })

  it('shows on a wall that nobody touches, as a mark and in its number, and none of its words', async () => {
    // a village, where each has a mark of its own, and of it a grid without any near
    const village = gridCode.slice(0, 12)
    await report('大屏上先有的')
    const { bounds } = await desk.getJson<AreaDetail>(`/api/areas/${village}`)
    const there = await desk.getJson<{ items: Incident[] }>(`/api/incidents?area=${village}&state=open&limit=500`)
    const grids = await desk.getJson<{ items: GridItem[] }>(`/api/grids?area=${village}&limit=500`)
    const screen = await openConsole(browser, product.origin, '/wall', { pixelRatio: 1 })
    const answer = await fetch(`${product.origin}/api/walls`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', cookie },
      body: JSON.stringify({ code: await screen.wall.readCode(), name: '左屏', area: village, scene: 'map' }),
    })
    expect(answer.status).toBe(201)
    await screen.wall.waitForMap()
    await expect.poll(screen.wall.readOpen, { timeout: 60_000 }).toBe(there.items.length)
    const onScreen = (lngLat: LngLat) => screen.wall.findOnScreen(bounds, lngLat)
    const distances = grids.items.map(({ code, center }) => {
      const [x, y] = onScreen(center)
      const marks = there.items.map(({ lngLat }) => onScreen(lngLat))
      return { code, nearest: Math.min(...marks.map(([left, top]) => Math.hypot(left - x, top - y))) }
    })
    const [farthest] = distances.sort((a, b) => b.nearest - a.nearest)
    expect(farthest?.nearest).toBeGreaterThan(80)
    const countRed = async (lngLat: LngLat, reachPixels: number) =>
      countColor(await screen.wall.takePicture(), onScreen(lngLat), reachPixels, severityRed)
    // a picture keeps the page from drawing
    const patience = { timeout: 90_000, interval: 3_000 }
    // those it has are drawn, some that lie together as a ring with their number, in the middle of them
    const former = there.items.find(({ severity }) => severity === 'red') as Incident
    await expect.poll(() => countRed(former.lngLat, 60), patience).toBeGreaterThan(20)
    const before = await screen.wall.takePicture()
    const id = await report('大屏上看不到的字', farthest?.code)
    const { lngLat } = await desk.getJson<Incident>(`/api/incidents/${id}`)
    expect(await countColor(before, onScreen(lngLat), 12, severityRed)).toBe(0)
    await expect.poll(screen.wall.readOpen, { timeout: 30_000 }).toBe(there.items.length + 1)
    await expect.poll(() => countRed(lngLat, 12), patience).toBeGreaterThan(150)
    expect(await screen.wall.readWords()).not.toContain('大屏上看不到的字')
    await screen.close()
  })

  it('comes to all tabs of a browser by one stream, and goes on when the tab that listens is closed', async () => {
    const streams = () => proxy.countStreams()
    await expect.poll(streams, { timeout: 30_000 }).toBe(1)
    const tab = await other.live.openTab()
    await tab.waitUntilLive()
    await report('两个标签')
    await Promise.all([other.live.waitForRow('两个标签'), tab.waitForRow('两个标签')])
    expect(streams()).toBe(1)
    await other.live.leave()
    await report('换人听')
    await tab.waitForRow('换人听')
    await expect.poll(streams).toBe(1)
    await tab.close()
  })

  it('comes by asking where a proxy holds the stream back, and the page says so', async () => {
    const held = await openConsole(browser, proxy.origin, path)
    await held.waitUntilDrawn()
    await held.live.waitUntilLive()
    proxy.holdStreams()
    await held.live.waitUntilLate()
    await report('代理扣留')
    await held.live.waitForRow('代理扣留')
    await held.close()
  })
})
