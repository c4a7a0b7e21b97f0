import type { Page } from './browser.ts'

/** What the colours of the grids mean, and what one may choose about them in the layers panel. */
export function driveLegend(page: Page) {
  const legend = page.getByRole('region', { name: /^(图例|Legend)$/ })
  const climbs = page.getByRole('region', { name: /^(上报路径|What climbed)$/ })
  return {
    /** How many the arcs say that each rung has; null where there are no arcs. */
    async readClimbs(): Promise<Record<string, number> | null> {
      if (!(await climbs.isVisible())) return null
      const lines = await climbs
        .locator('[data-rung]')
        .evaluateAll((rows) =>
          rows.map((row) => [
            row.getAttribute('data-rung') ?? '',
            Number((row.querySelector('strong')?.textContent ?? '').replace(/\D/g, '')),
          ]),
        )
      return Object.fromEntries(lines)
    },
    /** In the layers panel. */
    async switchClimbs() {
      await page.getByRole('switch', { name: /^(上报路径|What climbed)$/ }).click()
    },
    waitForRows: () => legend.getByRole('row').first().waitFor({ timeout: 60_000 }),
    waitForText: (text: string) => legend.getByText(text).first().waitFor(),
    /** Its lines without the colours. */
    async read(): Promise<{ rows: { label: string; count: number }[] }> {
      const rows = await legend.getByRole('row').evaluateAll((lines) =>
        lines.map((line) => ({
          label: line.querySelector('th')?.textContent ?? '',
          count: Number((line.querySelector('td:last-child')?.textContent ?? '').replace(/\D/g, '')),
        })),
      )
      return { rows }
    },
    openList: () => legend.getByRole('button', { name: /^(查看列表|Show the list)$/ }).click(),
    choose: (name: string) => page.getByRole('radio', { name, exact: true }).click(),
  }
}
