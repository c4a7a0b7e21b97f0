import type { Page } from '../../tests/e2e/browser.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { openCountyPages, openDrawnPage } from './county-page.ts'
import { dragToAndFro, framesThere } from './drag-frames.ts'
import { type BenchReport, judge, quantile, runRounds } from './support.ts'

/** Without a graphics card a larger picture says more of how long its pixels take than of what is drawn. */
const size = { width: 1280, height: 720 }
const camera = '#map=10.2/26.42/103.40'

/** A drag over the map with all incidents and patrols drawn, against the same page without them: the same mouse events
 *  in both, one a frame, to and fro, so that every tile is there. */
export async function runOverlay(rounds = 11): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    const open = (query: string) => openDrawnPage(pages.browser, `${pages.oursOrigin}/?${query}${camera}`, size)
    const bare = await open('panel=none&hide=incidents,patrols')
    const ours = await open('panel=none&state=all')
    const drawn = await countDrawn(pages.oursOrigin, await signIn(pages.oursOrigin))
    // What is drawn comes after the county, the basemap and the relief too.
    await bare.waitForTimeout(8000)
    const arm = (page: Page) => async () => {
      await page.bringToFront()
      await page.waitForTimeout(500)
      return quantile(await dragToAndFro(page), 0.5)
    }
    return [
      judge({
        name: 'overlay',
        unit: 'ms',
        arms: {
          bare: 'median frame of a drag in the console without incidents and patrols',
          ours: 'the same drag with all of them',
        },
        rounds: await runRounds(rounds, { bare: arm(bare), ours: arm(ours) }),
        reach: { ratio: 1.3 },
        notes: { ...drawn, 'frames a round': framesThere * 2 },
      }),
    ]
  } finally {
    await pages.close()
  }
}

/** What the console asks for with `state=all`, and what it shows of patrols by itself. */
async function countDrawn(origin: string, cookie: string): Promise<{ incidents: number; patrols: number }> {
  const count = async (path: string) =>
    ((await (await fetch(`${origin}/api/${path}`, { headers: { cookie } })).json()) as { total: number }).total
  return {
    incidents: await count('incidents?limit=1'),
    patrols: await count('patrols?limit=1&state=under_way,overdue,ready,scheduled'),
  }
}
