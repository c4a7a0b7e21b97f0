import type { Page } from './browser.ts'

/** What waits for whoever has signed in, and handing over to the next shift. */
export function driveWork(page: Page) {
  const button = page.locator('header [data-unread]')
  const panel = page.locator('aside[aria-label="我的待办"], aside[aria-label="My work"]')
  const row = (title: string) => panel.getByRole('option').filter({ hasText: title })
  const form = page.getByRole('form', { name: /^(办理交班|Hand over)$/ })
  const sheet = page.getByRole('article', { name: /^(值班交接单|Handover of the shift)$/ })
  return {
    /** What the number in the header says. */
    readUnread: async (): Promise<number> => Number(await button.getAttribute('data-unread')),
    waitForRow: (title: string) => row(title).waitFor({ timeout: 60_000 }),
    open: (title: string) => row(title).click(),
    isUnread: async (title: string): Promise<boolean> => (await row(title).locator('[data-unread="true"]').count()) > 0,
    markAll: () => panel.getByRole('button', { name: /^(全部标为已读|Mark all read)$/ }).click(),
    /** The title of the row that `j` and `k` have come to. */
    readSelected: () => panel.locator('[role="option"][aria-selected="true"]').innerText(),

    async startHandover() {
      await page.keyboard.press('h')
      await form.waitFor()
    },
    /** What would be handed over, once it says so. */
    async readDraft(holds: string): Promise<string> {
      await form.getByRole('row').filter({ hasText: holds }).waitFor({ timeout: 60_000 })
      return form.innerText()
    },
    typeNote: (note: string) => form.getByRole('textbox').last().fill(note),
    readNote: () => form.getByRole('textbox').last().inputValue(),
    pressSign: () => form.locator('button[type="submit"]').click(),
    readSignFault: () => form.getByRole('alert').innerText(),
    async sign() {
      await form.locator('button[type="submit"]').click()
      await sheet.waitFor({ timeout: 60_000 })
    },
    /** The handover in view, once it holds the words. */
    async readHandover(holds: RegExp): Promise<string> {
      await sheet.filter({ hasText: holds }).waitFor({ timeout: 60_000 })
      return sheet.innerText()
    },
    countTakeButtons: () => sheet.getByRole('button', { name: /^(我来接班|Take over)$/ }).count(),
    take: () => sheet.getByRole('button', { name: /^(我来接班|Take over)$/ }).click(),
    openListed: (title: string) => sheet.getByRole('button', { name: title }).click(),
    /** What the printer would get: the pages, whether they are upright, and what stands on them. */
    async readPrint(): Promise<{ pages: number; isUpright: boolean; text: string }> {
      await sheet.getByRole('button', { name: /^(打印|Print)$/ }).click()
      const paper = page.getByRole('dialog').locator('article')
      await paper.waitFor()
      const text = await paper.innerText()
      const file = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      const [, width, height] = /\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec(file) ?? []
      await page.keyboard.press('Escape')
      await paper.waitFor({ state: 'detached' })
      return {
        pages: file.match(/\/Type ?\/Page\b/g)?.length ?? 0,
        isUpright: Number(height) > Number(width),
        text,
      }
    },
  }
}
