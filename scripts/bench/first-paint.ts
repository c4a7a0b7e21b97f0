import { openCounty, openCountyPages } from './county-page.ts'
import { type BenchReport, judge, runRounds } from './support.ts'

/** Navigation until every grid of the county is drawn, both pages built, served from this machine and in the browser's
 *  cache. Both pages mark the moment themselves: the first frame with all tiles of the grids in it. */
export async function runFirstPaint(rounds = 11): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    const context = await pages.browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
    const page = await context.newPage()
    const result = await runRounds(rounds, {
      bare: () => openCounty(page, `${pages.bareOrigin}/`),
      ours: () => openCounty(page, `${pages.oursOrigin}/`),
    })
    await openCounty(page, `${pages.bareOrigin}/`)
    const gridsDrawn = await page.evaluate(() => document.body.dataset.gridsDrawn ?? '')
    return [
      judge({
        name: 'first-paint',
        unit: 'ms',
        arms: {
          bare: 'a MapLibre page with one GeoJSON file of all grids',
          ours: 'the console, with terrain, water, roads, labels and overlays',
        },
        rounds: result,
        reach: { ratio: 1.2 },
        notes: { 'grids drawn by the bare page': gridsDrawn },
      }),
    ]
  } finally {
    await pages.close()
  }
}
