import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from '../support/sign-in.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let desk: ConsoleDriver
let office: ConsoleDriver

beforeAll(async () => {
  const origin = await findProduct()
  browser = await openBrowser()
  const cookie = await signIn(origin)
  const answer = await fetch(`${origin}/api/incidents`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', cookie },
    body: JSON.stringify({
      ...{ kind: 'dispute', type: 'family', title: '兄弟分家', severity: 'yellow' },
      location: { gridCode: '530326105001001' },
    }),
  })
  const { id } = (await answer.json()) as { id: string }
  const hide = besideGrids
  desk = await openConsole(browser, origin, `/?hide=${hide}&select=incident:${id}`)
  office = await openConsole(browser, origin, `/?hide=${hide}`, { as: 'department-officer' })
  await Promise.all([desk.waitUntilDrawn(), office.waitUntilDrawn()])
}, 600_000)
afterAll(() => browser?.close())

it('one calls, the department answers in its own list, and each sees what the other did without a touch', async () => {
  expect(await office.whistles.readText(/没有进行中的吹哨/)).toBe('没有进行中的吹哨。')
  expect((await desk.whistles.startCall('联合执法')).sort()).toEqual(
    ['司法所', '派出所', '县民政局', '县妇女联合会'].sort(),
  )
  await desk.whistles.call()
  await desk.whistles.waitForClock('派出所', /待报到/)

  await office.whistles.waitForCall('兄弟分家')
  // Of its own line alone, and no end of the whistle.
  await expect.poll(office.whistles.listSteps).toEqual(['报到'])
  await office.whistles.takeStep(/^报到：司法所/, '两人已出发')
  await desk.whistles.waitForClock('司法所', /已报到[\s\S]*两人已出发/)
  await office.whistles.takeStep(/^办结：司法所/, '交接清楚')
  await desk.whistles.waitForClock('司法所', /已办结[\s\S]*交接清楚/)

  await desk.whistles.takeStep(/^代记报到：派出所/, '电话确认')
  await office.whistles.waitForClock('派出所', /已报到[\s\S]*代记/)
  await desk.whistles.takeStep(/^结束吹哨/, '协同顺畅')
  await office.whistles.readText(/没有进行中的吹哨/)
  await expect.poll(desk.whistles.listSteps).toEqual([])
})
