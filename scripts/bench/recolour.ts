import type { Page } from '../../tests/e2e/browser.ts'
import { openCountyPages, openDrawnPage } from './county-page.ts'
import { installFrameProbe } from './frame-probe.ts'
import { type BenchReport, judge, quantile, runRounds } from './support.ts'

const switchesPerRound = 5

/** Another metric for all grids. Both arms begin when the values are in memory, and end with the last draw command of the
 *  first frame in the new colours. Ours begins with the click on the metric, so it finds the classes, draws the legend
 *  anew, writes the address, and draws a map with terrain, water, roads and labels; the bare arm has its classes ready. */
export async function runRecolour(rounds = 11): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    const bare = await openDrawnPage(pages.browser, `${pages.bareOrigin}/?recolour`, installFrameProbe)
    const address = `${pages.oursOrigin}/?panel=layers&hide=incidents,patrols`
    const ours = await openDrawnPage(pages.browser, address, installFrameProbe)
    // The panels come after the county.
    await ours.locator('input[name="metric"]').first().waitFor({ timeout: 120_000 })
    const grids = await prepareBare(bare)
    // Each metric once, so that its values are there.
    for (let metric = 1; metric <= 2; metric += 1) await switchConsole(ours, metric)
    const measureArm = async (page: Page, switchOnce: (page: Page, number: number) => Promise<number>) => {
      await page.bringToFront()
      // Labels fade in, and what the other page began is over.
      await page.waitForTimeout(1500)
      const took: number[] = []
      for (let number = 1; number <= switchesPerRound; number += 1) {
        took.push(await switchOnce(page, number))
        await page.waitForTimeout(700)
      }
      return quantile(took, 0.5)
    }
    return [
      judge({
        name: 'recolour',
        unit: 'ms',
        arms: {
          bare: 'setFeatureState for every grid on a bare MapLibre page, until its frame is drawn',
          ours: 'a click on another metric in the console, until its frame is drawn',
        },
        rounds: await runRounds(rounds, {
          bare: () => measureArm(bare, switchBare),
          ours: () => measureArm(ours, switchConsole),
        }),
        reach: { ratio: 1.2 },
        notes: { grids, 'switches a round, their median': switchesPerRound },
      }),
    ]
  } finally {
    await pages.close()
  }
}

type BareMap = {
  querySourceFeatures(source: string): { properties: { code: string } }[]
  setFeatureState(feature: { source: string; id: string }, state: { class: number }): void
}

/** Keeps the codes of all grids in the bare page; gives their number. */
const prepareBare = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { features } = (await (await fetch('/grids.geojson')).json()) as {
      features: { properties: { code: string } }[]
    }
    const codes = features.map(({ properties }) => properties.code)
    Object.assign(window, { codes })
    return codes.length
  })

const switchBare = (page: Page, number: number): Promise<number> =>
  page.evaluate((round) => {
    const { bareMap, codes } = window as unknown as { bareMap: BareMap; codes: string[] }
    return window.frameProbe.untilRecoloured(() => {
      for (const [place, code] of codes.entries())
        bareMap.setFeatureState({ source: 'grids', id: code }, { class: (place + round) % 5 })
    })
  }, number)

/** Clicks on the first or the second metric of the panel, whichever is not chosen. */
const switchConsole = (page: Page, _number: number): Promise<number> =>
  page.evaluate(() => {
    const [, first, second] = document.querySelectorAll<HTMLInputElement>('input[name="metric"]')
    if (!first || !second) throw new Error('The panel shows no metrics.')
    return window.frameProbe.untilRecoloured(() => (first.checked ? second : first).click())
  })
