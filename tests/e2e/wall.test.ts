import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string
let wall: ConsoleDriver

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  const path = `/?panel=incidents&hide=${besideGrids}&select=area:530326105`
  wall = await openConsole(browser, origin, path, { width: 3840, height: 2160, pixelRatio: 1 })
  await wall.waitUntilDrawn()
})
afterAll(() => browser?.close())

describe('the console on a wall of 3840 × 2160', () => {
  it('has no text below 28 pixels, and the map draws every pixel of the screen', async () => {
    await wall.waitForInspectorName('矿山镇')
    await expect.poll(async () => (await wall.readTextSizes()).length).toBeGreaterThan(50)
    expect((await wall.readTextSizes()).filter(({ pixels }) => pixels < 28)).toEqual([])
    await expect.poll(wall.readMapPixels).toEqual({ drawn: 3840, covered: 3840 })
  })

  it('opens the grid that was clicked', async () => {
    await wall.waitUntilSettled()
    await wall.clickMap(0.5, 0.4)
    await wall.waitForAddress(/select=area:\d{15}/)
    const { code } = await wall.readInspector()
    const [lng, lat] = await wall.readClickedPlace()
    const place = await wall.getJson(`/api/locate?lng=${lng}&lat=${lat}`)
    expect(place).toMatchObject({ inside: true, grid: { code } })
  })

  it('is a desk again at 1920 × 1080', async () => {
    await wall.resizeWindow(1920, 1080)
    await expect.poll(wall.readMapPixels, { timeout: 30_000 }).toEqual({ drawn: 1920, covered: 1920 })
    const sizes = await wall.readTextSizes()
    expect(Math.min(...sizes.map(({ pixels }) => pixels))).toBeLessThan(13)
    expect(Math.max(...sizes.map(({ pixels }) => pixels))).toBeLessThan(29)
  })
})
