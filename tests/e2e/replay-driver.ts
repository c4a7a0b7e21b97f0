import type { Page } from './browser.ts'

/** Looking back at a past time. */
export function driveReplay(page: Page) {
  const strip = page.getByRole('region', { name: /^(回看|Look back)$/ })
  const hand = strip.getByRole('slider')
  const sign = page.locator('[data-past]')
  const standing = sign.locator('[data-standing]')
  const pressIn = async (name: RegExp) => strip.getByRole('button', { name }).click()
  return {
    /** By the key for it; the hand then has the focus. */
    async open() {
      await page.keyboard.press('r')
      await strip.and(page.locator('[data-loaded="true"]')).waitFor()
      await page.waitForFunction(() => document.activeElement?.hasAttribute('data-replay-track') ?? false)
    },
    waitUntilLoaded: () => strip.and(page.locator('[data-loaded="true"]')).waitFor(),
    /** Of all that looking back adds to the screen, how much is there. */
    countParts: async () => (await strip.count()) + (await sign.count()),
    /** A key on the hand. */
    pressOnHand: (key: string) => hand.press(key),
    /** Pulls the hand from one share of the time to another, by the pointer. */
    async drag(from: number, to: number) {
      const box = await hand.boundingBox()
      if (!box) throw new Error('no strip')
      const y = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * from, y)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 3 })
      await page.mouse.move(box.x + box.width * to, y, { steps: 3 })
      await page.mouse.up()
    },
    /** The 24 hours from a local time on: `2026-11-24T08:00`. */
    chooseStart: (local: string) => strip.locator('input[type="datetime-local"]').fill(local),
    goDayBack: () => pressIn(/^(前 24 小时|24 hours earlier)$/),
    play: () => pressIn(/^(播放|Play)$/),
    pause: () => pressIn(/^(暂停|Pause)$/),
    chooseSpeed: (speed: number) => strip.getByRole('radio', { name: `${speed}×` }).click(),
    waitUntilItStops: () => strip.getByRole('button', { name: /^(播放|Play)$/ }).waitFor(),
    /** The instant on the map in milliseconds, once it is the past. */
    async readInstant(): Promise<number> {
      await sign.waitFor()
      return Date.parse((await sign.getAttribute('data-past')) ?? '')
    },
    /** How many stand on the map, once it is known. */
    async readStanding(): Promise<number> {
      await standing.and(page.locator('[data-standing]')).waitFor()
      return Number(await standing.getAttribute('data-standing'))
    },
    readSign: () => sign.innerText(),
    /** That the list is of now. */
    waitForListNote: () => page.getByText(/列表是现在的|The list is of now/).waitFor(),
    countBars: () => strip.locator('svg rect').count(),
    readStrip: () => strip.innerText(),
    /** That at least so much has happened since: the clocks of other incidents go on as well. */
    async waitForFresh(count: number) {
      await page.waitForFunction(
        (least) => Number(document.querySelector<HTMLElement>('[data-past] [data-fresh]')?.dataset.fresh ?? 0) >= least,
        count,
      )
    },
    returnToNow: () => sign.getByRole('button', { name: /^(回到现在|Back to now)$/ }).click(),
    waitUntilNow: () => sign.waitFor({ state: 'detached' }),
    fold: () => pressIn(/^(收起时间轴|Fold the timeline)$/),
    waitUntilFolded: () => strip.waitFor({ state: 'detached' }),
    openByButton: () => page.getByRole('button', { name: /^(回看 24 小时|Last 24 hours)$/ }).click(),
  }
}
