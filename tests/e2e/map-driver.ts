import type { Page } from './browser.ts'

/** The map in the words of who looks at it and points at it. */
export function driveMap(page: Page) {
  const mapCanvas = page.locator('main canvas.maplibregl-canvas').first()

  /** A place in the part of the map that nothing covers; `across` and `down` are shares of it. */
  async function freePoint(across: number, down: number): Promise<{ x: number; y: number }> {
    const place = await page.evaluate(
      ([shareX, shareY]) => {
        const canvas = document.querySelector('main canvas.maplibregl-canvas')
        if (!canvas) throw new Error('no map')
        const isFree = (x: number, y: number) => document.elementFromPoint(x, y) === canvas
        const { left, top, width, height } = canvas.getBoundingClientRect()
        const middleY = top + height / 2
        const xs: number[] = []
        for (let x = left + 2; x < left + width; x += 4) if (isFree(x, middleY)) xs.push(x)
        const x = (xs[0] ?? left) + ((xs.at(-1) ?? left) - (xs[0] ?? left)) * (shareX as number)
        const ys: number[] = []
        for (let y = top + 2; y < top + height; y += 4) if (isFree(x, y)) ys.push(y)
        const y = (ys[0] ?? top) + ((ys.at(-1) ?? top) - (ys[0] ?? top)) * (shareY as number)
        return { x, y }
      },
      [across, down],
    )
    return place
  }

  return {
    freePoint,
    /** Waits until the camera in the address has stood still for three seconds: a flight writes it only when it ends, and
     *  begins only when the place has come from the server. */
    async waitUntilSettled() {
      await page.waitForURL(/#map=/)
      for (let last = ''; last !== page.url(); await page.waitForTimeout(3000)) last = page.url()
    },
    async showWholeCounty() {
      await page
        .getByRole('button', { name: /^(看全县|Whole county)$/ })
        .first()
        .click()
    },

    /** Clicks the map at a share of its free part and gives the place that was meant. */
    async clickMap(across = 0.5, down = 0.5) {
      const { x, y } = await freePoint(across, down)
      await page.mouse.click(x, y)
    },
    /** Clicks the place that the address names, which is in the middle of the whole map. */
    async clickMiddle() {
      const box = await mapCanvas.boundingBox()
      if (!box) throw new Error('no map')
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    },
    /** The list of what lies at one place, once it is there. */
    async readStack(): Promise<{ said: number; rows: number; canZoom: boolean }> {
      const stack = page.getByRole('dialog', { name: /^(此处 \d+ 件|\d+ here)$/ })
      await stack.waitFor()
      return {
        said: Number(/\d+/.exec(await stack.getByRole('heading').innerText())?.[0]),
        rows: await stack.getByRole('listitem').count(),
        canZoom: await stack.getByRole('button', { name: /^(放大到此处|Zoom in here)$/ }).isVisible(),
      }
    },
    isStackOpen: () => page.getByRole('dialog', { name: /^(此处 \d+ 件|\d+ here)$/ }).isVisible(),
    zoomToStack: () => page.getByRole('button', { name: /^(放大到此处|Zoom in here)$/ }).click(),
    /** Rests the pointer on the map and gives the name and number beside it. A map in motion names nothing, and a name
     *  comes from the server, so the pointer stirs until it is there. */
    async readHoverLabel(across: number, down: number): Promise<string> {
      const { x, y } = await freePoint(across, down)
      const label = page.locator('main [data-empty="false"]').filter({ hasText: /\d/, hasNotText: '…' })
      for (let step = 0; step < 240 && !(await label.isVisible()); step += 1) {
        await page.mouse.move(x + (step % 3), y)
        await page.waitForTimeout(250)
      }
      return label.innerText()
    },
    /** The pixels that the map draws, and those of the screen it covers. */
    readMapPixels: () =>
      mapCanvas.evaluate((canvas) => ({
        drawn: (canvas as HTMLCanvasElement).width,
        covered: canvas.getBoundingClientRect().width,
      })),
    /** Takes the graphics context away, as a driver does that restarts; it comes back after `awayMs`, or never. */
    loseGraphics: (awayMs: number | null) =>
      mapCanvas.evaluate((canvas, away) => {
        const loser = (canvas as HTMLCanvasElement).getContext('webgl2')?.getExtension('WEBGL_lose_context')
        loser?.loseContext()
        if (away !== null) setTimeout(() => loser?.restoreContext(), away as number)
      }, awayMs),

    /** The part of the map that no panel covers, as it is on the screen, as a PNG. */
    async takeMapPicture(): Promise<Buffer> {
      const [from, to] = [await freePoint(0, 0), await freePoint(1, 1)]
      const clip = { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y }
      return page.screenshot({ clip, timeout: 120_000 })
    },
    /** How many maps the page holds. */
    countMapCanvases: () => page.locator('canvas.maplibregl-canvas').count(),
  }
}
