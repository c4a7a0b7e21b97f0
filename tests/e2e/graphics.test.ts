import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differingShare } from '../support/compare-pictures.ts'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import { type Browser, openBrowser, takeWebGlAway } from './browser.ts'
import { type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** With its camera, so that nothing flies. */
const addressWithout = (hidden: string) =>
  `/?panel=table&select=area:530326106&hide=${hidden}#map=10.62/26.44811/103.66792`
/** Which of two labels gives way to the other depends on the order in which tiles come. */
const labels = 'gridLabels,neighbours,places,roads,townshipLabels,villageLabels,water'
const labelsAndPatrols = labels.replace('neighbours', 'neighbours,patrols')
/** No larger than it takes: a new context draws everything anew, and its pixels are drawn by the processor. */
const window = { width: 1024, height: 720, pixelRatio: 1 }

/** A difference that no mark, no colour of a grid and no border can hide in. */
const largestDifference = 0.001
/** What the libraries keep of a map whose context is gone, at most: 0.5 MB were measured, and 1.6 MB of a map that was
 *  never removed. */
const largestLeakBytes = 1e6

/** The map once it has looked the same for ten seconds: what comes after the county is there too. */
async function takeStillPicture(desk: ConsoleDriver): Promise<Buffer> {
  let last = await desk.takeMapPicture()
  for (let same = 0; same < 2; ) {
    await desk.pause(5000)
    const next = await desk.takeMapPicture()
    same = (await differingShare(last, next)) < largestDifference ? same + 1 : 0
    last = next
  }
  return last
}

describe('when the graphics fail', () => {
  // The dashes of patrols take the processor 4 s of shaders a context, so they come back in one of the two.
  it.each([
    { how: 'comes back after a moment', awayMs: 500, losses: faultCounts.graphicsRestored, hidden: labelsAndPatrols },
    { how: 'never comes back', awayMs: null, losses: faultCounts.graphicsGone, hidden: labels },
  ])(
    'a context that $how, $losses times over, leaves the same grids, colours and marks on the screen',
    async ({ how, awayMs, losses, hidden }) => {
      const desk = await openConsole(browser, origin, addressWithout(hidden), window)
      await desk.waitUntilDrawn()
      await desk.waitForInspectorName('者海镇')
      await desk.waitUntilSettled()
      const shown = desk.readAddress()
      const grids = await desk.readGridsInView()
      expect(grids).toBeGreaterThan(100)
      const picture = await takeStillPicture(desk)
      expect([desk.foreignRequests, desk.consoleErrors]).toEqual([[], []])
      let heapAfterFirst = 0
      let longestMs = 0
      for (let loss = 1; loss <= losses; loss += 1) {
        const lostAt = performance.now()
        await desk.loseGraphics(awayMs)
        await desk.waitForText('显卡画面中断')
        await desk.waitUntilGone('显卡画面中断')
        await expect
          .poll(async () => differingShare(picture, await desk.takeMapPicture()), { timeout: 60_000, interval: 1500 })
          .toBeLessThan(largestDifference)
        longestMs = Math.max(longestMs, performance.now() - lostAt)
        expect(desk.readAddress()).toBe(shown)
        expect(await desk.readGridsInView(grids)).toBe(grids)
        expect(await desk.countMapCanvases()).toBe(1)
        if (loss === 1) heapAfterFirst = await desk.readHeapBytes()
      }
      const grown = (await desk.readHeapBytes()) - heapAfterFirst
      tellFigures(
        `graphics that ${how}: ${losses} losses, same picture after ${(longestMs / 1000).toFixed(1)} s at most, heap ${(grown / 1e6).toFixed(1)} MB more than after the first`,
      )
      if (losses > 1) expect(grown).toBeLessThan(largestLeakBytes * (losses - 1))
      // Not only drawn: a click finds its grid again.
      // Where many incidents lie together, it opens their list instead: then the next place.
      const places = [
        [0.5, 0.5],
        [0.44, 0.56],
        [0.56, 0.44],
      ] as const
      let click = 0
      await expect
        .poll(
          async () => {
            const [x, y] = places[click++ % places.length] as (typeof places)[number]
            await desk.clickMap(x, y)
            await desk.pause(1500)
            return desk.readAddress()
          },
          { timeout: 30_000 },
        )
        .toMatch(/select=(area:530326\d{9}|incident:|patrol:)/)
      await desk.close()
    },
    60_000 + faultCounts.graphicsRestored * 60_000,
  )

  it('a browser without WebGL is told so, in words', async () => {
    const desk = await openConsole(browser, origin, '/', { beforeLoad: takeWebGlAway })
    await desk.waitForText('WebGL')
    expect(desk.foreignRequests).toEqual([])
    await desk.close()
  })
})
