import type { Page } from '../../tests/e2e/browser.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { openCountyPages, openDrawnPage } from './county-page.ts'
import { type BenchReport, judge, quantile, runRounds } from './support.ts'

const framesThere = 10
const pixelsPerFrame = 8
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

/** Times between the frames of a drag, in milliseconds. The mouse rests before it is let go, so the map does not fly on. */
const dragToAndFro = (page: Page): Promise<number[]> =>
  page.evaluate(
    ([frames, pixels]) =>
      new Promise<number[]>((resolve) => {
        const canvas = document.querySelector('main canvas.maplibregl-canvas') as HTMLCanvasElement
        const { left, top, width, height } = canvas.getBoundingClientRect()
        const place = { x: left + width / 2, y: top + height / 2 }
        const send = (type: string, buttons: number) =>
          (type === 'mousedown' ? canvas : document).dispatchEvent(
            new MouseEvent(type, {
              bubbles: true,
              cancelable: true,
              view: window,
              clientX: place.x,
              clientY: place.y,
              button: 0,
              buttons,
            }),
          )
        const times: number[] = []
        let frame = 0
        let last = 0
        const step = (now: number) => {
          if (last > 0) times.push(now - last)
          last = now
          frame += 1
          if (frame > frames * 2) {
            setTimeout(() => {
              send('mouseup', 0)
              resolve(times)
            }, 400)
            return
          }
          place.x += frame <= frames ? pixels : -pixels
          send('mousemove', 1)
          requestAnimationFrame(step)
        }
        send('mousedown', 1)
        requestAnimationFrame(step)
      }),
    [framesThere, pixelsPerFrame] as const,
  )
