import type { Page } from './browser.ts'

/** Taking in incidents and working on them. */
export function driveIncidents(page: Page, origin: string) {
  const intake = page.getByRole('form', { name: /^(登记事件|Report an incident)$/ })
  const placeSearch = intake.getByRole('combobox', { name: /^(搜索事发地点|Search the place)$/ })
  const inspector = page.locator('aside[aria-label="详情"], aside[aria-label="Details"]')
  const dialog = page.getByRole('dialog')
  const noteField = inspector.getByRole('textbox', { name: /^(添加备注|Add a note)$/ })
  const place = intake.getByRole('status')
  const submitDialog = () => dialog.locator('button[type="submit"]').click()

  /** A label holds its field, and so the words of every option as well. */
  const fieldOf = (name: RegExp) =>
    intake
      .locator('label')
      .filter({ has: page.locator('span').filter({ hasText: name }) })
      .locator('input, select, textarea')

  const incidents = {
    /** `holds`: what the form says of the place. */
    async startIntake(holds: string | RegExp = /\d{15}/) {
      await page.keyboard.press('n')
      await intake.waitFor()
      await place.filter({ hasText: holds }).waitFor()
    },
    /** With what was typed. */
    async clearIntake() {
      const panel = page.locator('aside').filter({ has: intake })
      await panel
        .getByRole('button', { name: /^(清空|Clear)$/, exact: true })
        .first()
        .click()
      await intake.getByRole('button', { name: /^(放弃|Discard)$/ }).click()
    },
    /** Where the phone says that it is; null where nobody allows it to. */
    async standAt(place: { lngLat: [number, number]; accuracy: number } | null) {
      const context = page.context()
      await context.clearPermissions()
      if (!place) return
      const [longitude, latitude] = place.lngLat
      await context.grantPermissions(['geolocation'], { origin })
      await context.setGeolocation({ longitude, latitude, accuracy: place.accuracy })
    },
    takeMyPosition: () => intake.getByRole('button', { name: /^(我的位置|My position)$/ }).click(),
    countPositionButtons: () => intake.getByRole('button', { name: /^(我的位置|My position)$/ }).count(),
    takeMiddle: () => intake.getByRole('button', { name: /^(地图中央|Middle of the map)$/ }).click(),
    /** Where the form says it happened, once that holds the text. */
    async readDraftPlace(holds: string | RegExp = /\d{15}/): Promise<string> {
      await place.filter({ hasText: holds }).waitFor()
      return place.innerText()
    },
    /** By name or code. */
    async searchPlace(text: string) {
      await placeSearch.fill(text)
      await intake.getByRole('search').getByRole('option').first().waitFor()
      await placeSearch.press('Enter')
    },
    /** By coordinates of the named system. */
    async pastePlace(text: string, crs: RegExp) {
      await placeSearch.fill(text)
      await intake.getByRole('radio', { name: crs }).click()
      await placeSearch.press('Enter')
    },
    async fillIntake(words: { kind?: string; type?: string; severity?: string; title?: string }) {
      if (words.kind) await intake.getByRole('radio', { name: words.kind }).click()
      if (words.type) await fieldOf(/^(类型|Type)$/).selectOption({ label: words.type })
      if (words.severity) await intake.getByRole('radio', { name: words.severity }).click()
      if (words.title) await fieldOf(/^(标题|Title)/).fill(words.title)
    },
    readDraftTitle: () => fieldOf(/^(标题|Title)/).inputValue(),
    /** Presses the button so often before the page gets round to anything else. */
    async sendIntake(presses = 1) {
      await intake.locator('button[type="submit"]').evaluate((button, times) => {
        for (let press = 0; press < times; press += 1) (button as HTMLElement).click()
      }, presses)
    },
    readIntakeFault: () => intake.getByRole('alert').last().innerText(),
    /** What has the focus, by its label. */
    readFocus: () =>
      page.evaluate(() => {
        const held = document.activeElement as HTMLInputElement | null
        return (
          held?.labels?.[0]?.querySelector('span')?.innerText ??
          held?.getAttribute('aria-label') ??
          held?.innerText ??
          ''
        )
      }),
    /** Those nearby that are shown before it is sent. */
    async readSimilar(title: string): Promise<string> {
      const row = intake.getByRole('listitem').filter({ hasText: title })
      await row.first().waitFor()
      return row.first().innerText()
    },
    /** How wide the title stands there, in pixels. */
    readSimilarWidth: (title: string) =>
      intake
        .getByRole('listitem')
        .filter({ hasText: title })
        .first()
        .getByTitle(title)
        .evaluate((element) => element.getBoundingClientRect().width),
    typePlace: (text: string) => placeSearch.fill(text),
    /** Whether a finger on the hit reaches it. */
    async isHitInReach(index: number): Promise<boolean> {
      const hit = intake.getByRole('search').getByRole('option').nth(index)
      await hit.waitFor()
      return hit.evaluate((option) => {
        const { x, y, width, height } = option.getBoundingClientRect()
        return option.contains(document.elementFromPoint(x + width / 2, y + height / 2))
      })
    },
    /** By the words above the button that sends it. */
    goToSimilar: () =>
      intake
        .locator('footer')
        .getByRole('button', { name: /^(附近有|\d+ of this kind)/ })
        .click(),
    isSimilarInSight: () =>
      intake
        .getByRole('list', { name: /^(附近未办结|Open ones)/ })
        .getByRole('listitem')
        .first()
        .evaluate((row) => {
          const { x, y, width, height } = row.getBoundingClientRect()
          return row.contains(document.elementFromPoint(x + width / 2, y + height / 2))
        }),
    async sayItIsThisOne(title: string) {
      await intake
        .getByRole('listitem')
        .filter({ hasText: title })
        .first()
        .getByRole('button', { name: /就是这件|It is this one/ })
        .click()
    },

    openIncidentOfList: (title: string) =>
      page.locator('aside').getByRole('listbox').getByRole('option').filter({ hasText: title }).click(),
    /** The id of the incident that is open, once one of that title is. */
    async waitForIncident(title: string | RegExp): Promise<string> {
      await page.waitForURL(/select=incident:/)
      await inspector.locator('h2').filter({ hasText: title }).waitFor()
      // all of it, not only what the list knows
      await inspector.getByRole('heading', { name: /^(经过|Timeline)$/ }).waitFor()
      return /select=incident:([\w-]+)/.exec(page.url())?.[1] ?? ''
    },
    readIncident: () => inspector.innerText(),
    waitForState: (state: string) => inspector.getByText(state, { exact: true }).first().waitFor(),
    /** What can be done, in the order of the buttons. */
    readWork: () =>
      inspector
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: /^(办理|Handling)$/ }) })
        .getByRole('button')
        .allInnerTexts(),
    pressWork: (name: string) => inspector.getByRole('button', { name, exact: true }).click(),
    async fillDialog(fields: Readonly<Record<string, string>>) {
      for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(value)
    },
    /** A unit that is offered only once it is looked for. */
    async findUnit(typed: string, name: string) {
      await dialog.getByRole('searchbox').fill(typed)
      await dialog.getByRole('radio', { name }).check()
    },
    chooseInDialog: (name: string) => dialog.getByRole('radio', { name }).check(),
    submitDialog,
    canSubmitDialog: () => dialog.locator('button[type="submit"]').isEnabled(),
    readDialogFault: () => dialog.getByRole('alert').last().innerText(),
    /** Whether what was typed may go. */
    readDialogQuestion: () => dialog.getByRole('group', { name: /^(放弃已填|Discard what)/ }).innerText(),
    pressInDialog: (name: string, role: 'button' | 'radio' = 'button') =>
      dialog.getByRole(role, { name, exact: true }).click(),
    async chooseDepartment(name: string) {
      const field = dialog.getByRole('combobox')
      await field.locator('option').filter({ hasText: name }).first().waitFor({ state: 'attached' })
      const option = await field.locator('option').filter({ hasText: name }).first().innerText()
      await field.focus()
      await field.selectOption({ label: option })
    },
    waitUntilDialogIsGone: () => dialog.waitFor({ state: 'hidden' }),
    /** A step of which something may be said, and nothing is but this. */
    async work(name: string, fields: Readonly<Record<string, string>> = {}) {
      await incidents.pressWork(name)
      await dialog.locator('button[type="submit"]').waitFor()
      // Those it may be given to come from the server.
      await dialog
        .getByText(/^(正在读取|Loading)/)
        .first()
        .waitFor({ state: 'hidden' })
      await incidents.fillDialog(fields)
      await submitDialog()
      await dialog.waitFor({ state: 'hidden' })
    },
    async addNote(text: string) {
      await noteField.fill(text)
      await incidents.sendNote()
    },
    readNote: () => noteField.inputValue(),
    sendNote: () => inspector.getByRole('button', { name: /^(添加|Add)$/ }).click(),
    readNoteFault: () =>
      inspector
        .getByRole('form', { name: /^(添加备注|Add a note)$/ })
        .getByRole('alert')
        .innerText(),
    readTimeline: () => inspector.locator('ol > li').allInnerTexts(),
    /** What the printer would get: the pages and whether they are upright. */
    async readPrint(): Promise<{ pages: number; isUpright: boolean; text: string }> {
      await inspector.getByRole('button', { name: /^(打印|Print)$/ }).click()
      await dialog.locator('article').waitFor()
      const text = await dialog.locator('article').innerText()
      const file = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      const [, width, height] = /\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec(file) ?? []
      await page.keyboard.press('Escape')
      return {
        pages: file.match(/\/Type ?\/Page\b/g)?.length ?? 0,
        isUpright: Number(height) > Number(width),
        text,
      }
    },

    /** What somebody else does meanwhile, by the interface. */
    async sendJson<Answer>(method: string, path: string, data: unknown): Promise<Answer> {
      const answer = await page.request.fetch(`${origin}${path}`, { method, data, headers: { origin } })
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
      return (await answer.json()) as Answer
    },
    /** The server takes it and the answer does not come back. */
    async loseNextAnswer(path = '/api/incidents') {
      let isLost = false
      await page.route(`**${path}`, async (route) => {
        if (isLost || route.request().method() !== 'POST') return route.fallback()
        isLost = true
        await route.fetch()
        await route.abort()
      })
    },
  }
  return incidents
}
