import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let desk: ConsoleDriver

beforeAll(async () => {
  const origin = await findProduct()
  browser = await openBrowser()
  desk = await openConsole(browser, origin, `/?hide=${besideGrids}#map=12/26.44811/103.66792`)
  await desk.waitUntilDrawn()
})
afterAll(() => browser?.close())

const withCommas = (value: number) => value.toLocaleString('en-US')

describe('who is affected', () => {
  it('answers a drawn circle with its people', async () => {
    const answer = await desk.waitForAffected(() => desk.drawCircle([0.5, 0.5], [0.7, 0.5]))
    // So many that the sentence needs a comma.
    expect(answer.people.likely).toBeGreaterThan(1000)
    expect(answer.people.min).toBeLessThanOrEqual(answer.people.likely)
    expect(answer.people.max).toBeGreaterThanOrEqual(answer.people.likely)
    for (const count of Object.values(answer.people))
      await expect.poll(desk.readAffectedSentence).toContain(withCommas(count))
    await desk.waitForAddress(/circle=/)
  })

  it('brings the circle and its people back after a reload', async () => {
    const before = await desk.readAffectedSentence()
    await desk.reload()
    await expect.poll(desk.readAffectedSentence).toBe(before)
  })

  it('answers a drawn polygon', async () => {
    const answer = await desk.waitForAffected(() =>
      desk.drawPolygon([
        [0.4, 0.4],
        [0.5, 0.4],
        [0.45, 0.5],
      ]),
    )
    expect(answer.grids.length).toBeGreaterThan(1)
    await expect.poll(desk.readAffectedSentence).toContain(withCommas(answer.people.likely))
    await desk.waitForAddress(/polygon=/)
  })

  it('refuses a polygon that crosses itself, and says where', async () => {
    await desk.drawPolygon([
      [0.4, 0.4],
      [0.5, 0.5],
      [0.5, 0.4],
      [0.4, 0.5],
    ])
    await desk.waitForText(/看出错的位置/)
  })

  it('gives the tool the first press, however soon it comes', async () => {
    const before = desk.readAddress()
    await desk.drawAtOnce(0.5, 0.5)
    await desk.waitUntilSettled()
    expect(desk.readAddress()).toBe(before)
    await desk.pressKey('Escape')
  })

  it('says how much of an area lies outside the county, where nothing is known', async () => {
    const edge = await openConsole(
      browser,
      desk.origin,
      `/?panel=emergency&circle=103.24,26.0,20000&hide=${besideGrids}`,
    )
    await edge.waitForText(/其中 [\d,.]+ km² 在本县之外/)
    await edge.close()
  })

  it('asked no other server for anything and logged no error but the refusal', () => {
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors.filter((line) => !line.includes('422'))).toEqual([])
  })
})
