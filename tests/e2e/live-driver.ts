import type { Page } from './browser.ts'

/** What happens by itself on a page that nobody touches. */
export function driveLive(page: Page) {
  const state = page.locator('output[data-state]').first()
  const rowWith = (text: string) => page.getByRole('option').filter({ hasText: text })
  const alarm = (title: string) => page.getByRole('alert').getByRole('listitem').filter({ hasText: title })
  const pressAlarm = (title: string, name: RegExp) => alarm(title).getByRole('button', { name }).click()
  return {
    /** `live`, `late`, or what the connection is. */
    async readLive(): Promise<string> {
      return (await state.getAttribute('data-live')) ?? (await state.getAttribute('data-state')) ?? ''
    },
    readLiveText: () => state.innerText(),
    waitUntilLive: () => page.locator('output[data-live="live"]').waitFor({ timeout: 60_000 }),
    waitUntilLate: () =>
      page.locator('output[data-live="late"], output[data-state="offline"]').first().waitFor({ timeout: 60_000 }),
    waitForRow: (text: string) => rowWith(text).first().waitFor({ timeout: 60_000 }),
    countRows: (text: string) => rowWith(text).count(),
    /** From now on the page itself notes each ring: it goes away after three seconds, looked at or not. */
    watchPulses: () =>
      page.evaluate(() => {
        const pulses = new Set<string>()
        Object.assign(globalThis, { pulses })
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes)
            for (const node of addedNodes)
              for (const ring of node instanceof Element ? [node, ...node.querySelectorAll('[data-pulse]')] : [])
                if (ring instanceof HTMLElement && ring.dataset.pulse) pulses.add(ring.dataset.pulse)
        }).observe(document.body, { childList: true, subtree: true })
      }),
    async waitForPulse(id: string) {
      await page.waitForFunction((ring) => (globalThis as { pulses?: Set<string> }).pulses?.has(ring), id, {
        timeout: 60_000,
      })
    },
    countPulses: () => page.locator('[data-pulse]').count(),
    waitUntilPulseIsGone: (id: string) =>
      page.locator(`[data-pulse="${id}"]`).waitFor({ state: 'detached', timeout: 60_000 }),
    waitForAlarm: (title: string) => page.getByRole('alert').getByText(title).waitFor({ timeout: 60_000 }),
    waitUntilAlarmIsGone: (title: string) =>
      page.getByRole('alert').getByText(title).waitFor({ state: 'detached', timeout: 60_000 }),
    acknowledgeAlarm: (title: string) => pressAlarm(title, /^(已知悉|Acknowledge)$/),
    readAlarm: (title: string) => alarm(title).innerText(),
    showAlarm: (title: string) => pressAlarm(title, /^(查看|Show)$/),
    /** Whether a click on its button reaches it, whatever lies over the map. */
    isAlarmInReach: (title: string) =>
      alarm(title)
        .getByRole('button', { name: /^(已知悉|Acknowledge)$/ })
        .evaluate((button) => {
          const { x, y, width, height } = button.getBoundingClientRect()
          return button.contains(document.elementFromPoint(x + width / 2, y + height / 2))
        }),
    waitForPage: (name: string) => page.getByRole('complementary', { name }).waitFor(),
    waitForDialog: () => page.locator('dialog[open]').waitFor(),
    /** Whether the keys go where they went before something came by itself. */
    isFocusIn: (selector: string) => page.evaluate((within) => !!document.activeElement?.closest(within), selector),
    /** Where the first row of the list stands. */
    async readFirstRow(): Promise<string> {
      const list = page.getByRole('listbox').first()
      return list.evaluate((frame) => {
        const top = frame.getBoundingClientRect().top
        const rows = [...frame.querySelectorAll('[role="option"]')]
        return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.textContent ?? ''
      })
    },
    scrollList: (pixels: number) =>
      page
        .getByRole('listbox')
        .first()
        .evaluate((frame, top) => {
          frame.scrollTop = top
        }, pixels),
    waitForNew: (count: number) =>
      page.getByRole('button', { name: new RegExp(`^${count} (条新事件|new)$`) }).waitFor(),
    showNew: () => page.getByRole('button', { name: /(条新事件| new)$/ }).click(),
    /** Closes this tab alone. */
    leave: () => page.close(),
    /** The same address in one more tab of this browser. */
    async openTab() {
      const tab = await page.context().newPage()
      await tab.goto(page.url())
      return { ...driveLive(tab), close: () => tab.close() }
    },
  }
}
