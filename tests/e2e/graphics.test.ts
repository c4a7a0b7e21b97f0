import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe('when the graphics fail', () => {
  it.each([
    { how: 'comes back after a moment', awayMs: 500 },
    { how: 'never comes back', awayMs: null },
  ])('the context that $how leaves the same county on the screen', async ({ awayMs }) => {
    const desk = await openConsole(browser, origin, '/?panel=table&hide=incidents,patrols')
    await desk.waitUntilDrawn()
    await desk.search('zhehai')
    await desk.chooseFirst()
    await desk.waitForInspectorName('者海镇')
    await desk.waitUntilSettled()
    const address = desk.readAddress()
    const grids = await desk.readGridsInView()
    expect(grids).toBeGreaterThan(100)
    await desk.loseGraphics(awayMs)
    await desk.waitForText('显卡画面中断')
    await desk.waitUntilGone('显卡画面中断')
    await desk.waitUntilSettled()
    expect(desk.readAddress()).toBe(address)
    expect(await desk.readGridsInView(grids)).toBe(grids)
    // Not only counted: a click finds its grid again.
    await desk.clickMap(0.5, 0.5)
    await desk.waitForAddress(/select=area:530326\d{9}/)
    await desk.close()
  })

  it('a browser without WebGL is told so, in words', async () => {
    const desk = await openConsole(browser, origin, '/', {
      beforeLoad: () => {
        const original = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
          if (kind.startsWith('webgl')) return null
          return Reflect.apply(original, this, [kind, ...rest])
        } as typeof original
      },
    })
    await desk.waitForText('WebGL')
    expect(desk.foreignRequests).toEqual([])
    await desk.close()
  })
})
