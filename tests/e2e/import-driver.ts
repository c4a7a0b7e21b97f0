import { readFileSync } from 'node:fs'
import type { Page } from './browser.ts'

/** Importing a coverage, in the words of who does it. */
export function driveImport(page: Page, openLayers: () => Promise<void>) {
  const importPanel = page.locator('aside[aria-label="导入网格底图"], aside[aria-label="Import coverage"]')

  return {
    /** From the layers, where the coverage is. */
    async openImport() {
      await openLayers()
      // The rail marks the layers for the import too.
      if (await importPanel.isVisible()) return
      await page
        .locator('aside')
        .getByRole('button', { name: /^(导入网格底图|Import coverage)$/ })
        .click()
      await importPanel.waitFor()
    },
    chooseImportFiles: (files: Record<string, string>) =>
      importPanel.locator('input[type="file"]').setInputFiles(
        Object.entries(files).map(([name, content]) => ({
          name,
          mimeType: 'application/geo+json',
          buffer: Buffer.from(content),
        })),
      ),
    /** A file of the disk, as a person chooses it: the browser notices when it changes. */
    chooseImportFile: (path: string) => importPanel.locator('input[type="file"]').setInputFiles(path),
    readChosenFiles: () =>
      importPanel
        .getByRole('list', { name: /^(文件|Files)$/ })
        .getByRole('listitem')
        .allInnerTexts(),
    /** From what came of the last check or import back to the form. */
    trySameFiles: () => importPanel.getByRole('button', { name: /^(再试这些文件|Try these files again)$/ }).click(),
    readImportAlert: () => importPanel.getByRole('alert').innerText(),
    readImportPanel: () => importPanel.innerText(),
    replaceOpenAreaOnly: () => importPanel.getByRole('radio', { name: /^(只替换|.+ only)/ }).check(),
    replaceWholeCounty: () => importPanel.getByRole('radio', { name: /^(全县（(?!确认)|The whole county \()/ }).check(),
    /** Although the files were refused for it. */
    replaceCountyAllTheSame: () =>
      importPanel.getByRole('radio', { name: /^(全县（确认替换）|The whole county, meant so)$/ }).check(),
    checkFiles: () => importPanel.getByRole('button', { name: /^(仅检查|Check only)$/ }).click(),
    checkFilesByKeyboard: () => importPanel.getByRole('button', { name: /^(仅检查|Check only)$/ }).press('Enter'),
    isFocusInImport: () => importPanel.evaluate((panel) => panel.contains(document.activeElement)),
    /** Imports, and gives what the question before it said. */
    async importFiles(): Promise<string> {
      await importPanel.getByRole('button', { name: /^(导入|Import)$/ }).click()
      const dialog = page.getByRole('dialog')
      const question = await dialog.innerText()
      await dialog.getByRole('button', { name: /^(确认导入|Import)$/ }).click()
      return question
    },
    cancelImport: () => importPanel.getByRole('button', { name: /^(取消(导入|检查)|Cancel (import|check))$/ }).click(),
    importOtherFiles: () => importPanel.getByRole('button', { name: /^(导入其他文件|Import other files)$/ }).click(),
    /** What came of the import, in its own words. */
    async waitForImportEnd(): Promise<string> {
      await importPanel
        .getByRole('button', { name: /^(导入其他文件|Import other files)$/ })
        .waitFor({ timeout: 100_000 })
      return importPanel.locator('h3').first().innerText()
    },
    /** What the faults come from, each with its number; then one of them is opened. */
    readCauses: () =>
      importPanel
        .getByRole('list', { name: /^(问题的原因|Causes)$/ })
        .getByRole('button')
        .allInnerTexts(),
    openCause: (position: number) =>
      importPanel
        .getByRole('list', { name: /^(问题的原因|Causes)$/ })
        .getByRole('button')
        .nth(position)
        .click(),
    showAllCauses: () => importPanel.getByRole('button', { name: /^(全部原因|All causes)$/ }).click(),
    /** How many rows the list of findings has. */
    async readFindings(): Promise<number> {
      return Number(await importPanel.getByRole('option').first().getAttribute('aria-setsize'))
    },
    /** Whether a row of the findings has more to say than it shows. */
    isFindingCut: (position: number) =>
      importPanel
        .getByRole('option')
        .nth(position)
        .evaluate((row) => [...row.querySelectorAll('span')].some((part) => part.scrollHeight > part.clientHeight + 1)),
    /** Whether the only finding stands in sight as a whole. */
    isSingleFindingInSight: () =>
      importPanel
        .getByRole('status')
        .last()
        .evaluate((card) => {
          const { left, top, bottom } = card.getBoundingClientRect()
          const isCard = (y: number) => card.contains(document.elementFromPoint(left + 24, y))
          return isCard(top + 13) && isCard(bottom - 13) && card.scrollHeight <= card.clientHeight
        }),
    chooseFinding: (position: number) => importPanel.getByRole('option').nth(position).click(),
    async downloadFindings(): Promise<string> {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        importPanel.getByRole('button', { name: /GeoJSON/ }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    },
  }
}
