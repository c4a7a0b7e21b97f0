import { readFileSync } from 'node:fs'
import type { Locator, Page } from './browser.ts'

/** Looking for incidents, and working on several. Chinese words: what these do is the same in both languages. */
export function driveIncidentLists(page: Page) {
  const panel = page.getByRole('complementary', { name: '事件', exact: true })
  const charts = page.getByRole('complementary', { name: '统计', exact: true })
  const inspector = page.getByRole('complementary', { name: '详情', exact: true })
  const dialog = page.getByRole('dialog')
  const find = panel.getByRole('searchbox')
  const bulk = panel.locator('[data-bulk]')
  /** A label holds its field, and so the words of every option as well. */
  const selectOf = (place: Locator, label: string) =>
    place
      .locator('label')
      .filter({ has: page.getByText(label, { exact: true }) })
      .locator('select')
  const number = (text: string | null | undefined) => Number((text ?? '').replace(/[^\d]/g, ''))
  const sheet = async (button: RegExp) => {
    const opener = panel.getByRole('button', { name: button })
    if ((await opener.getAttribute('aria-expanded')) !== 'true') await opener.click()
  }

  const lists = {
    /** A filter with its count: kind, severity or overdue. */
    async toggleChip(group: '类别' | '等级', name: string | RegExp) {
      await panel.getByRole('group', { name: group, exact: true }).getByRole('button', { name }).click()
    },
    isChipOn: async (group: '类别' | '等级', name: string | RegExp) =>
      (await panel
        .getByRole('group', { name: group, exact: true })
        .getByRole('button', { name })
        .getAttribute('aria-pressed')) === 'true',
    find: (text: string) => find.fill(text),
    async chooseType(name: string) {
      await sheet(/^筛选/)
      await selectOf(panel, '类型').selectOption({ label: name })
    },
    async chooseRung(name: string) {
      await sheet(/^筛选/)
      await panel.getByRole('group', { name: '当前层级' }).getByRole('button', { name }).click()
    },
    async clearFilters() {
      await sheet(/^筛选/)
      await panel.getByRole('button', { name: '清除筛选' }).last().click()
      await page.keyboard.press('Escape')
      await find.fill('')
    },
    /** How many rows the list has, all that are not drawn included. */
    async countRows(): Promise<number> {
      const row = panel.getByRole('listbox').getByRole('option').first()
      return (await row.count()) === 0 ? 0 : number(await row.getAttribute('aria-setsize'))
    },
    readRows: () => panel.getByRole('listbox').getByRole('option').allInnerTexts(),

    async saveView(name: string) {
      await sheet(/^视图/)
      await panel.getByLabel('视图名称').fill(name)
      await page.keyboard.press('Enter')
      await panel.getByRole('button', { name, exact: true }).waitFor()
      await page.keyboard.press('Escape')
    },
    /** Saves under a name that a view has, answers by these keys, and gives what was asked. */
    async saveOverView(name: string, answer: 'Escape' | 'Tab+Enter'): Promise<string> {
      await sheet(/^视图/)
      const field = panel.getByLabel('视图名称')
      await field.fill(name)
      await page.keyboard.press('Enter')
      const question = panel.getByRole('group', { name: /替换它吗/ })
      const asked = await question.innerText()
      for (const key of answer.split('+')) await page.keyboard.press(key)
      await question.waitFor({ state: 'detached' })
      // after either it goes on in the field, which holds the name where it was not taken
      await field.and(page.locator(':focus')).waitFor()
      await page.keyboard.press('Escape')
      return asked
    },
    async chooseView(name: string) {
      await sheet(/^视图/)
      await panel.getByRole('button', { name, exact: true }).click()
    },

    /** What one of the figures counts. */
    async readFigure(name: string): Promise<number> {
      const figure = panel.locator(`[data-figure="${name}"]:enabled`)
      return number((await figure.getAttribute('data-count')) ?? (await figure.locator('strong').innerText()))
    },
    openFigure: (name: string) => panel.locator(`[data-figure="${name}"]:enabled`).click(),

    async chooseSeveral() {
      await panel.getByRole('button', { name: /多选/ }).click()
      await bulk.getByRole('button', { name: '全选' }).click()
    },
    readChosen: async () => number(await bulk.getByText(/^已选/).innerText()),
    pressBulk: (name: string) => bulk.getByRole('button', { name: new RegExp(`^${name}( \\d+)?$`) }).click(),
    isBulkOpen: (name: string) => bulk.getByRole('button', { name: new RegExp(`^${name}( \\d+)?$`) }).isEnabled(),
    waitForResult: (text: string) => bulk.getByRole('status').filter({ hasText: text }).waitFor(),
    async assignAll(role: string) {
      await lists.pressBulk('派单')
      await selectOf(dialog, '派给谁').selectOption({ label: role })
      await dialog.locator('button[type="submit"]').click()
      await dialog.waitFor({ state: 'detached' })
    },
    endBulk: () => lists.pressBulk('退出多选'),

    /** The list as a file. */
    async exportAs(format: 'CSV' | 'GeoJSON'): Promise<string> {
      await panel.getByRole('button', { name: /^导入与导出/ }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: format, exact: true }).click(),
      ])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      return readFileSync(await download.path(), 'utf8')
    },

    /** A file of incidents, tried. */
    async tryFile(name: string, text: string, source: string) {
      await panel.getByRole('button', { name: /^导入与导出/ }).click()
      await dialog.getByText('导入', { exact: true }).click()
      await dialog
        .locator('input[type="file"]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
      await dialog.getByLabel('工单来自（可不填）').fill(source)
      await dialog.getByRole('button', { name: '检查', exact: true }).click()
      await dialog.getByRole('heading', { name: '检查结果' }).waitFor()
    },
    /** And goes back to the file that was tried. */
    async lookAtExports() {
      await dialog.getByText('导出', { exact: true }).click()
      await dialog.getByRole('heading', { name: '检查结果' }).waitFor({ state: 'hidden' })
      await dialog.getByText('导入', { exact: true }).click()
    },
    /** Which rows of it have their place by their address, and where. */
    readPlacements: () => dialog.getByRole('region', { name: '按地址定位' }).getByRole('listitem').allInnerTexts(),
    readFileFaults: () => dialog.getByRole('table').locator('tbody tr').allInnerTexts(),
    async takeTriedFile() {
      await dialog.getByRole('button', { name: /^登记 \d+ 件$/ }).click()
      await dialog.getByRole('heading', { name: '已完成' }).waitFor()
    },
    async closeFiles() {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },

    openCharts: () => page.locator('nav button[aria-keyshortcuts="d"]').click(),
    waitForChart: (title: string) => charts.getByRole('img', { name: title, exact: true }).locator('canvas').waitFor(),
    /** The rows behind a chart: a name and its numbers. */
    async readChartTable(title: string): Promise<[string, ...number[]][]> {
      await charts.getByRole('button', { name: `${title} · 表格` }).click()
      const rows = charts.getByRole('table', { name: title }).locator('tbody tr')
      await rows.first().waitFor()
      const texts = await rows.evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText)),
      )
      return texts.map(([name = '', ...counts]) => [name, ...counts.map(number)])
    },
    openChartRow: (title: string, name: string) =>
      charts.getByRole('table', { name: title }).getByRole('button', { name, exact: true }).click(),

    /** What the inspector says of the colour of a grid, and the list of what it counts. */
    async readColour(): Promise<string> {
      const block = inspector.locator('section').filter({ has: page.getByRole('heading', { name: /^地图着色/ }) })
      await block.getByRole('button', { name: '查看列表' }).waitFor()
      return block.innerText()
    },
    openColour: () => inspector.getByRole('button', { name: '查看列表' }).click(),

    /** A picture that is made here, added to the open incident. */
    async addPhoto(name: string) {
      const picture = await page.evaluate(() => {
        const canvas = document.createElement('canvas')
        canvas.width = 640
        canvas.height = 480
        const context = canvas.getContext('2d')
        context?.fillRect(40, 40, 200, 200)
        return canvas.toDataURL('image/jpeg').split(',')[1] ?? ''
      })
      await inspector
        .locator('input[type="file"]')
        .first()
        .setInputFiles({ name, mimeType: 'image/jpeg', buffer: Buffer.from(picture, 'base64') })
    },
    /** The size of the first photo, as it is looked at. */
    async lookAtPhoto(): Promise<[width: number, height: number]> {
      await inspector.getByRole('button', { name: '查看第 1 张照片' }).click()
      const image = dialog.locator('img')
      await image.waitFor()
      await page.waitForFunction(() => {
        const shown = document.querySelector<HTMLImageElement>('dialog img')
        return shown?.complete === true && shown.naturalWidth > 0
      })
      const size = await image.evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [
        naturalWidth,
        naturalHeight,
      ])
      await page.keyboard.press('Escape')
      return size as [number, number]
    },

    async startRemoval(reason: string) {
      await inspector.getByRole('button', { name: '查看第 1 张照片' }).click()
      await dialog.getByRole('button', { name: '移除', exact: true }).click()
      await dialog.getByRole('textbox').fill(reason)
    },

    /** Types a note, and goes on typing before it has been answered. */
    async typeNoteWhileSent(first: string, more: string) {
      const field = inspector.getByRole('textbox', { name: '添加备注' })
      let answer = () => {}
      const isHeld = new Promise<void>((resolve) => {
        answer = resolve
      })
      await page.route('**/notes', async (route) => {
        await isHeld
        await route.continue()
      })
      await field.fill(first)
      await inspector.getByRole('button', { name: '添加', exact: true }).click()
      await field.pressSequentially(more)
      answer()
      await inspector.locator('ol > li').filter({ hasText: first }).first().waitFor()
      await page.unroute('**/notes')
    },
    clickBesideSheet: () => page.mouse.click(4, 4),
    readNoteDraft: () => inspector.getByRole('textbox', { name: '添加备注' }).inputValue(),

    /** A new entry of one of the lists that an administrator edits. */
    async addEntry(list: string, button: string, entry: { zh: string; en: string; code: string }) {
      await page.getByRole('radiogroup', { name: '系统管理' }).getByRole('radio', { name: '参考数据' }).click()
      await page.getByRole('group', { name: '清单' }).getByRole('button', { name: list }).click()
      await page.getByRole('button', { name: button }).click()
      const fields = dialog.getByRole('textbox')
      for (const [at, text] of [entry.zh, entry.en, entry.code].entries()) await fields.nth(at).fill(text)
      await dialog.locator('button[type="submit"]').click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('row').filter({ hasText: entry.code }).waitFor()
    },
  }
  return lists
}
