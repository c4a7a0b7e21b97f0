import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, openConsole } from './console-driver.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let browser: Browser
/** At the county, and at the township that is given something to do. */
let desk: ConsoleDriver
let town: ConsoleDriver

beforeAll(async () => {
  copy = await copyTemplate('demo')
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  browser = await openBrowser()
  const path = `/?panel=work&hide=${besideGrids}`
  desk = await openConsole(browser, product.origin, path)
  town = await openConsole(browser, product.origin, path, { as: 'township-operator' })
  await Promise.all([desk.waitUntilDrawn(), town.waitUntilDrawn()])
  await Promise.all([desk.live.waitUntilLive(), town.live.waitUntilLive()])
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await product?.end('SIGINT')
  await copy?.remove()
})

async function assign(title: string, severity = 'blue'): Promise<string> {
  const made = await desk.sendJson<IncidentDetail>('POST', '/api/incidents', {
    ...{ kind: 'dispute', type: 'neighbours', title, severity },
    location: { gridCode: '530326105001001' },
  })
  const step = (version: number, body: object) =>
    desk.sendJson<IncidentDetail>('POST', `/api/incidents/${made.id}/transitions`, { version, ...body })
  const { version } = await step(made.version, { to: 'accepted' })
  await step(version, { to: 'assigned', assignee: { role: 'township-operator', area: '530326105' } })
  return made.id
}
const untilUnread = (count: number) => expect.poll(town.myWork.readUnread, { timeout: 60_000 }).toBe(count)

it('counts what is given to a desk while it happens, until it is opened there', async () => {
  await untilUnread(0)
  await assign('院墙之争', 'yellow')
  await assign('水渠之争')
  await untilUnread(2)
  await town.myWork.waitForRow('院墙之争')
  await expect.poll(() => town.myWork.isUnread('院墙之争')).toBe(true)
  await town.myWork.open('院墙之争')
  await town.waitForIncident('院墙之争')
  await untilUnread(1)
  await expect.poll(() => town.myWork.isUnread('院墙之争')).toBe(false)
  await expect.poll(() => town.myWork.isUnread('水渠之争')).toBe(true)
  // By the keyboard to the next one, which is seen thereby.
  await town.pressKey('j')
  await expect.poll(town.myWork.readSelected).toContain('水渠之争')
  await untilUnread(0)
})

it('is unread again when somebody else goes on, and all read by one press', async () => {
  const id = await assign('林地之争')
  await untilUnread(1)
  await town.myWork.markAll()
  await untilUnread(0)
  await desk.sendJson('POST', `/api/incidents/${id}/notes`, { text: '请今日回话' })
  await untilUnread(1)
  await expect.poll(() => town.myWork.isUnread('林地之争')).toBe(true)
})

it('an alarm that the township has seen sounds on at the county, and says there who has seen it', async () => {
  await desk.sendJson('POST', '/api/incidents', {
    ...{ kind: 'hazard', type: 'landslide', title: '后山裂缝', severity: 'red' },
    location: { gridCode: '530326105001001' },
  })
  await town.live.waitForAlarm('后山裂缝')
  await town.live.acknowledgeAlarm('后山裂缝')
  await town.live.waitUntilAlarmIsGone('后山裂缝')
  await expect.poll(() => desk.live.readAlarm('后山裂缝')).toMatch(/矿山镇已由 township-operator 于 \d\d:\d\d 知悉/)
  await desk.live.acknowledgeAlarm('后山裂缝')
  await desk.live.waitUntilAlarmIsGone('后山裂缝')
})

it('one signs a shift over, another account takes it, and who has signed sees so without a touch', async () => {
  await desk.myWork.startHandover()
  await expect.poll(() => desk.myWork.readDraft('院墙之争')).toMatch(/会泽县/)
  await desk.myWork.typeNote('东村道路封闭，等交警回话')
  await desk.reload()
  await expect.poll(desk.myWork.readNote).toBe('东村道路封闭，等交警回话')
  await expect.poll(() => desk.myWork.readDraft('院墙之争')).toMatch(/会泽县/)
  // the server has signed it, and nobody here has heard so
  await desk.loseNextAnswer('/api/handovers')
  await desk.myWork.pressSign()
  await expect.poll(desk.myWork.readSignFault).toMatch(/连不上服务器/)
  await desk.reload()
  await expect.poll(() => desk.myWork.readDraft('院墙之争')).toMatch(/会泽县/)
  await desk.myWork.sign()
  await expect.poll(() => desk.myWork.readHandover(/东村道路封闭/)).toMatch(/待接班/)
  const { items } = await desk.getJson<{ items: { note: string | null }[] }>('/api/handovers')
  expect(items.filter(({ note }) => note?.startsWith('东村道路封闭'))).toHaveLength(1)
  await expect.poll(desk.myWork.countTakeButtons).toBe(0)

  const next = await openConsole(browser, product.origin, `/?panel=handover&hide=${besideGrids}`, {
    as: 'emergency-commander',
  })
  await next.waitUntilDrawn()
  // What waits to be taken comes first.
  await expect.poll(() => next.myWork.readHandover(/东村道路封闭/)).toContain('院墙之争')
  await next.myWork.take()
  await next.myWork.readHandover(/emergency-commander 于 .* 接班/)
  await expect.poll(next.myWork.countTakeButtons).toBe(0)
  await desk.myWork.readHandover(/emergency-commander 于 .* 接班/)
  const { isUpright, text } = await next.myWork.readPrint()
  expect(isUpright).toBe(true)
  expect(text).toMatch(/东村道路封闭[\s\S]*院墙之争/)
  await next.myWork.openListed('院墙之争')
  await next.waitForIncident('院墙之争')
  await next.close()
})
