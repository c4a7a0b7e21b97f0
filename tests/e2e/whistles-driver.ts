import type { Page } from './browser.ts'

/** Calling departments, and answering for one. */
export function driveWhistles(page: Page) {
  const dialog = page.getByRole('dialog')
  const submit = async () => {
    await dialog.locator('button[type="submit"]').click()
    await dialog.waitFor({ state: 'detached' })
  }
  const card = (incident: string) => page.getByRole('article').filter({ hasText: incident })
  const line = (department: string) => page.getByRole('article').getByRole('listitem').filter({ hasText: department })
  return {
    /** From the open incident; gives the departments that are chosen already. */
    async startCall(reason: string): Promise<string[]> {
      await page
        .getByRole('button', { name: /^(吹哨|Call departments)$/ })
        .last()
        .click()
      await dialog.getByRole('radio', { name: reason }).click()
      // An alarm of another test may stand in the dialog as well, with its button for the sound.
      const chosen = dialog.locator('button[aria-pressed="true"]:not([role="alert"] *)')
      await chosen.first().waitFor()
      return chosen.allInnerTexts()
    },
    call: submit,
    /** How a department stands, once it says so. */
    async waitForClock(department: string, text: RegExp) {
      await line(department).filter({ hasText: text }).first().waitFor({ timeout: 60_000 })
    },
    waitForCall: (incident: string) => card(incident).first().waitFor({ timeout: 60_000 }),
    async takeStep(step: RegExp, word: string) {
      await page.getByRole('article').getByRole('button', { name: step }).first().click()
      await dialog.getByRole('textbox').fill(word)
      await submit()
    },
    listSteps: () =>
      page
        .getByRole('article')
        .getByRole('button', { name: /报到|办结|结束吹哨|撤回/ })
        .allInnerTexts(),
    countCards: () => page.getByRole('article').count(),
    readText: (words: RegExp) => page.getByText(words).first().innerText(),
  }
}
