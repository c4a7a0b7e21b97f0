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
    const { answer, sentence } = await desk.waitForAffected(() => desk.drawCircle([0.5, 0.5], [0.7, 0.5]))
    // So many that the sentence needs a comma.
    expect(answer.people.likely).toBeGreaterThan(1000)
    expect(answer.people.min).toBeLessThanOrEqual(answer.people.likely)
    expect(answer.people.max).toBeGreaterThanOrEqual(answer.people.likely)
    for (const count of Object.values(answer.people)) expect(sentence).toContain(withCommas(count))
    expect(desk.readAddress()).toContain('circle=')
  })

  it('brings the circle and its people back after a reload', async () => {
    const before = await desk.readAffectedSentence()
    await desk.reload()
    expect(await desk.readAffectedSentence()).toBe(before)
  })

  it('answers a drawn polygon', async () => {
    const { answer, sentence } = await desk.waitForAffected(() =>
      desk.drawPolygon([
        [0.4, 0.4],
        [0.5, 0.4],
        [0.45, 0.5],
      ]),
    )
    expect(answer.grids.length).toBeGreaterThan(1)
    expect(sentence).toContain(withCommas(answer.people.likely))
    expect(desk.readAddress()).toContain('polygon=')
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
