import type { Page } from '../../tests/e2e/browser.ts'
import { openCountyPages, openDrawnPage } from './county-page.ts'
import { installFrameProbe, type RecolouredFrame } from './frame-probe.ts'
import { type BenchReport, formatValue, judge, quantile, runRounds } from './support.ts'

/** Even, so that the next round begins where this one began. */
const switchesPerRound = 6
const camera = '#map=8.8/26.42/103.40'
/** Labels that were fading when a picture was taken, and lines smoothed another way. */
const leastAlike = 0.99
/** A third of the picture is grids, and the two metrics give a fifth of them another class. */
const leastChanged = 0.03

/** Another metric for all grids, on the same map in both arms: the console's style, sources, size and camera. Both begin
 *  when the values are in memory, and end with the last draw command of the first frame in the new colours. Ours begins
 *  with the click on the metric, so it finds the classes, draws the panel and the legend anew and writes the address; the
 *  bare arm has its classes ready. */
export async function runRecolour(rounds = 11): Promise<BenchReport[]> {
  const pages = await openCountyPages('styled-page')
  try {
    const probe = { prepare: installFrameProbe }
    const ours = await openDrawnPage(
      pages.browser,
      `${pages.oursOrigin}/?panel=layers&metric=population&hide=incidents,patrols${camera}`,
      probe,
    )
    // The panels come after the county.
    await ours.locator('input[name="metric"]').first().waitFor({ timeout: 120_000 })
    const { theme, ...size } = await ours.evaluate(() => {
      const { clientWidth, clientHeight } = document.querySelector('main canvas') as HTMLCanvasElement
      return { theme: document.documentElement.dataset.theme, width: clientWidth, height: clientHeight }
    })
    const bare = await openDrawnPage(pages.browser, `${pages.bareOrigin}/?theme=${theme}${camera}`, {
      ...probe,
      ...size,
    })
    const grids = await bare.evaluate(() => window.styledPage?.grids ?? 0)
    const arms = [
      { page: bare, switchTo: switchBare, untilPixels: [] },
      { page: ours, switchTo: switchConsole, untilPixels: [] },
    ] as const satisfies Arm[]
    const drawn = await comparePictures(arms)
    const measureArm = async ({ page, switchTo, untilPixels }: Arm) => {
      await settle(page)
      const took: number[] = []
      for (let number = 1; number <= switchesPerRound; number += 1) {
        const frame = await switchTo(page, number % 2)
        took.push(frame.milliseconds)
        untilPixels.push(frame.untilPixels)
        await page.waitForTimeout(700)
      }
      return quantile(took, 0.5)
    }
    const measured = await runRounds(rounds, { bare: () => measureArm(arms[0]), ours: () => measureArm(arms[1]) })
    const [barePixels, oursPixels] = arms.map(({ untilPixels }) => `${formatValue(quantile(untilPixels, 0.5))} ms`)
    return [
      judge({
        name: 'recolour',
        unit: 'ms',
        arms: {
          bare: 'setFeatureState for every grid on a MapLibre map of the same style, until its frame is drawn',
          ours: 'a click on another metric in the console, until its frame is drawn',
        },
        rounds: measured,
        reach: { ratio: 1.2 },
        notes: {
          grids,
          ...drawn,
          'until the pixels are there': `bare ${barePixels}, ours ${oursPixels}`,
          'switches a round, their median': switchesPerRound,
        },
      }),
    ]
  } finally {
    await pages.close()
  }
}

type Arm = {
  page: Page
  switchTo: (page: Page, metric: number) => Promise<RecolouredFrame>
  /** Of every switch that was measured. */
  untilPixels: number[]
}

const settle = async (page: Page): Promise<void> => {
  await page.bringToFront()
  // Labels fade in, and what the other page began is over.
  await page.waitForTimeout(1500)
}

/** Shows both metrics in both arms, which also brings their values. Throws unless the frame that ends the clock shows the
 *  new colours, and the same in both arms. */
async function comparePictures([bare, ours]: readonly [Arm, Arm]): Promise<Record<string, string>> {
  const take = async ({ page, switchTo }: Arm) => {
    await settle(page)
    // The first time the values come from the server, and the first picture may lack terrain.
    for (const metric of [1, 0]) {
      await switchTo(page, metric)
      await page.waitForTimeout(4000)
    }
    const second = await switchTo(page, 1)
    await page.waitForTimeout(1500)
    const first = await switchTo(page, 0)
    return { first: first.colors, second: second.colors }
  }
  const pictures = { bare: await take(bare), ours: await take(ours) }
  const shareAlike = (some: number[], others: number[]): number =>
    some.length === others.length ? some.filter((color, place) => color === others[place]).length / some.length : 0
  const changed = Math.min(
    1 - shareAlike(pictures.bare.first, pictures.bare.second),
    1 - shareAlike(pictures.ours.first, pictures.ours.second),
  )
  const alike = Math.min(
    shareAlike(pictures.bare.first, pictures.ours.first),
    shareAlike(pictures.bare.second, pictures.ours.second),
  )
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  if (changed < leastChanged) throw new Error(`Only ${percent(changed)} of the picture has another colour.`)
  if (alike < leastAlike) throw new Error(`Only ${percent(alike)} of the two pictures have the same colour.`)
  return { 'pixels with another colour': percent(changed), 'pixels alike in both arms': percent(alike) }
}

const switchBare = (page: Page, metric: number): Promise<RecolouredFrame> =>
  page.evaluate((column) => window.frameProbe.untilRecoloured(() => window.styledPage?.write(column)), metric)

/** Clicks on the first or the second metric of the panel; the choice before them is no metric. */
const switchConsole = (page: Page, metric: number): Promise<RecolouredFrame> =>
  page.evaluate((place) => {
    const choice = document.querySelectorAll<HTMLInputElement>('input[name="metric"]')[place + 1]
    if (!choice || choice.checked) throw new Error('The panel does not offer the metric.')
    return window.frameProbe.untilRecoloured(() => choice.click())
  }, metric)
