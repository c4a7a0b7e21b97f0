import type { Page } from './browser.ts'
import type { driveMap } from './map-driver.ts'

/** Drawing an area and reading who is affected. */
export function driveEmergency(
  page: Page,
  { freePoint, waitUntilSettled }: Pick<ReturnType<typeof driveMap>, 'freePoint' | 'waitUntilSettled'>,
  openPanel: () => Promise<void>,
) {
  const affectedPattern = /^(约 [\d,]+ 人|About [\d,]+ people)/

  const emergency = {
    /** Draws by dragging from the middle to the edge. */
    async drawCircle(from: [number, number], to: [number, number]) {
      await waitUntilSettled()
      await openPanel()
      await page.getByRole('button', { name: /^(画圆|Draw circle)$/ }).click()
      await page
        .getByRole('status')
        .filter({ hasText: /影响圆|circle/ })
        .waitFor()
      const start = await freePoint(...from)
      const end = await freePoint(...to)
      await page.mouse.move(start.x, start.y)
      await page.mouse.down()
      await page.mouse.move(end.x, end.y, { steps: 5 })
      await page.mouse.up()
    },
    async drawPolygon(corners: [number, number][]) {
      // A map that still flies to the answer before puts the corners somewhere else.
      await waitUntilSettled()
      await openPanel()
      await page.getByRole('button', { name: /^(画多边形|Draw polygon)$/ }).click()
      await page
        .getByRole('status')
        .filter({ hasText: /影响范围|area/ })
        .waitFor()
      for (const corner of corners) {
        const { x, y } = await freePoint(...corner)
        await page.mouse.click(x, y, { delay: 20 })
        // Two clicks closer than that are a double click.
        await page.waitForTimeout(400)
      }
      await page.keyboard.press('Enter')
    },
    /** Chooses the polygon and presses the map before the page gets round to anything else, as a quick hand does on a
     *  busy page. */
    async drawAtOnce(across: number, down: number) {
      await waitUntilSettled()
      await openPanel()
      const place = await freePoint(across, down)
      const button = page.getByRole('button', { name: /^(画多边形|Draw polygon)$/ })
      await button.evaluate(async (element, { x, y }) => {
        const press = { clientX: x, clientY: y, button: 0, bubbles: true, cancelable: true }
        const canvas = document.querySelector('main canvas.maplibregl-canvas')
        ;(element as HTMLElement).click()
        // As after a real press: what React does at once is done before the next one.
        await Promise.resolve()
        for (const type of ['mousedown', 'mouseup', 'click']) canvas?.dispatchEvent(new MouseEvent(type, press))
      }, place)
    },
    /** The answer the page got from the server. */
    async waitForAffected(draw: () => Promise<void>) {
      // A drawing takes its time.
      const answered = page.waitForResponse((response) => response.url().includes('/api/emergency/affected'), {
        timeout: 180_000,
      })
      await draw()
      const response = await answered
      return (await response.json()) as {
        people: { min: number; likely: number; max: number }
        grids: { code: string }[]
      }
    },

    async readAffectedSentence(): Promise<string> {
      const sentence = page.getByText(affectedPattern).first()
      await sentence.waitFor()
      return (await sentence.textContent()) ?? ''
    },
  }
  return emergency
}
