import { sql } from 'drizzle-orm'
import { openDatabase } from '#api/platform/db/open-database.ts'
import type { Page } from '../../tests/e2e/browser.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { openCountyPages, openDrawnPage } from './county-page.ts'
import { dragToAndFro, framesThere } from './drag-frames.ts'
import { type BenchReport, judge, quantile, runRounds } from './support.ts'

const pointCount = 10_000
const size = { width: 1280, height: 720 }
/** The whole county, and two villages: few large clusters, and many small ones and single points. */
const views = [
  { name: 'the county', camera: '#map=9/26.42/103.40' },
  { name: 'a township', camera: '#map=12.2/26.42/103.30' },
] as const

/** The console with ten thousand open incidents, its map dragged to and fro by the same mouse events, one a frame, against the
 *  same page in the same browser with incidents not drawn: the same style, basemap, county, panels and camera. Patrols are
 *  drawn in neither. */
export async function runPoints(rounds = 9): Promise<BenchReport[]> {
  const pages = await openCountyPages()
  try {
    await fillCounty(pages.dataFolder)
    const total = await countOpen(pages.oursOrigin)
    const reports: BenchReport[] = []
    for (const { name, camera } of views) {
      const open = (hidden: string) =>
        openDrawnPage(pages.browser, `${pages.oursOrigin}/?panel=none&hide=${hidden}${camera}`, {
          ...size,
          // The tiles alone fill the list a page keeps of what it has asked for.
          prepare: () => performance.setResourceTimingBufferSize(10_000),
        })
      const bare = await open('incidents,patrols')
      const ours = await open('patrols')
      await allRead(ours, total)
      const arm = (page: Page) => async () => {
        await page.bringToFront()
        await page.waitForTimeout(500)
        return quantile(await dragToAndFro(page), 0.5)
      }
      reports.push(
        judge({
          name: `points, ${name}`,
          unit: 'ms',
          arms: {
            bare: 'median frame of a drag in the console with incidents and patrols not drawn',
            ours: `the same drag with ${total} open incidents`,
          },
          rounds: await runRounds(rounds, { bare: arm(bare), ours: arm(ours) }),
          reach: { ratio: 1.5 },
          notes: { incidents: total, 'frames a round': framesThere * 2 },
        }),
      )
      await bare.context().close()
      await ours.context().close()
    }
    return reports
  } finally {
    await pages.close()
  }
}

/** Open incidents all over the county, each at its own place around the seat of a grid. */
async function fillCounty(dataFolder: string): Promise<void> {
  const database = await openDatabase({ dataFolder, county: '530326', attach: true })
  try {
    await database.write(
      (transaction) =>
        transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
          SELECT gen_random_uuid(), (ARRAY['dispute', 'dispute', 'hazard', 'request'])[1 + n % 4], 'neighbours', '事件 ' || n,
            'reported', 'grid', (ARRAY['blue', 'blue', 'yellow', 'orange'])[1 + n % 4],
            ST_SetSRID(ST_MakePoint(ST_X(seat) + (n % 7 - 3) * 0.0004, ST_Y(seat) + (n % 5 - 2) * 0.0004), 4326), code,
            now() - make_interval(secs => n)
          FROM (SELECT seat, code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS count
            FROM grid_versions WHERE upper_inf(editions)) AS g
          JOIN generate_series(0, ${pointCount - 1}::integer) AS n ON n % g.count = g.place`,
          pointCount,
        ),
      { deadlineMs: 300_000 },
    )
  } finally {
    await database.close()
  }
}

/** Waits until a page has read all open incidents, page by page, and has had time to draw them. */
async function allRead(page: Page, total: number): Promise<void> {
  const isOver = (pageCount: number) =>
    performance.getEntriesByType('resource').filter(({ name }) => /\/api\/incidents\?.*limit=500/.test(name)).length >=
    pageCount
  await page.waitForFunction(isOver, Math.ceil(total / 500), { timeout: 120_000, polling: 200 })
  // What is drawn comes after the county, the basemap and the relief too.
  await page.waitForTimeout(8000)
}

async function countOpen(origin: string): Promise<number> {
  const headers = { cookie: await signIn(origin) }
  const answer = await fetch(`${origin}/api/incidents?state=open&limit=1`, { headers })
  const { total } = (await answer.json()) as { total: number }
  if (total < pointCount) throw new Error(`the county has ${total} open incidents`)
  return total
}
