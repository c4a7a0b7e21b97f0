import { readFileSync } from 'node:fs'
import { inject } from 'vitest'
import { signIn } from '../support/sign-in.ts'
import { driveAdministration, driveWall } from './administration-driver.ts'
import { type Browser, type OpenPage, openPage, type PageOptions } from './browser.ts'

/** The overlays beside grids, borders and areas, for `?hide=`: each layer takes the processor a shader a page. */
export const besideGrids =
  'gridLabels,hillshade,incidents,neighbours,patrols,places,roads,townshipLabels,villageLabels,water'

export type PanelWord = 'layers' | 'incidents' | 'patrols' | 'emergency' | 'table'
const panelKeys: Record<PanelWord, string> = { layers: '1', incidents: '2', patrols: '3', emergency: '4', table: '5' }

/** For `beforeLoad`: notes when a name runs, and each time the policy of the page stops something. */
export function watchScripts(): void {
  const scriptReports: string[] = []
  const ran = () => scriptReports.push('ran')
  Object.assign(globalThis, { scriptReports, ran, alert: ran })
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
    scriptReports.push(`${violatedDirective}: ${blockedURI} in ${sourceFile}`)
  })
}

/** Where the shared product of this run serves. Starts it when it is asked first, which takes a while. */
export async function findProduct(): Promise<string> {
  const answer = await fetch(inject('productStarter'))
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

type ConsoleOptions = PageOptions & {
  /** The demonstration account that has signed in already; null for nobody. Left out: the county's operator. */
  as?: Parameters<typeof signIn>[1] | null
}

export type ConsoleDriver = Awaited<ReturnType<typeof openConsole>>

/** The console in a browser, in the words of its user. Specs speak to this and know nothing of pages and selectors. Drawn
 *  with a quarter of the pixels, as is the picture of a failed one, unless `pixelRatio` says otherwise: most of them read
 *  what the page says. */
export async function openConsole(browser: Browser, origin: string, path = '/', options: ConsoleOptions = {}) {
  const { as = 'county-operator', ...pageOptions } = options
  const cookie = as === null ? undefined : await signIn(origin, as)
  const opened: OpenPage = await openPage(browser, origin, { pixelRatio: 0.5, cookie, ...pageOptions })
  const { page } = opened
  await page.goto(`${origin}${path}`)

  const inspector = page.locator('aside[aria-label="详情"], aside[aria-label="Details"]')
  const importPanel = page.locator('aside[aria-label="导入网格底图"], aside[aria-label="Import coverage"]')
  const signInForm = page.locator('form[aria-label="登录"], form[aria-label="Sign in"]')
  const accountButton = page.getByRole('button', { name: /^(账号|Account): / })
  const searchField = page.getByRole('combobox', { name: /^(搜索|Search)$/ })
  const searchBox = page.getByRole('search')
  const mapCanvas = page.locator('main canvas.maplibregl-canvas').first()
  const number = (text: string | null | undefined) => Number((text ?? '').replace(/[^\d.-]/g, ''))

  const affectedPattern = /^(约 [\d,]+ 人|About [\d,]+ people)/

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

  const driver = {
    /** Waits until the county is on the screen and the panels behind it have come. */
    async waitUntilDrawn() {
      await page.locator('[data-drawn="true"]').waitFor({ timeout: 60_000 })
      await page.waitForFunction(() => performance.getEntriesByName('onegrid:map-drawn').length > 0, null, {
        timeout: 60_000,
      })
    },

    /** Milliseconds from the navigation to the county on the screen, by the page's own clock. */
    readDrawnAfter: () => page.evaluate(() => performance.getEntriesByName('onegrid:map-drawn')[0]?.startTime ?? NaN),

    resizeWindow: (width: number, height: number) => page.setViewportSize({ width, height }),
    /** How large the texts on the screen are drawn, in its pixels. Characters that are part of a mark are left out. */
    readTextSizes: () =>
      page.evaluate(() => {
        const hasText = (element: Element) =>
          [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
        return [...document.querySelectorAll<HTMLElement>('body *:not(svg *)')]
          .filter((element) => hasText(element) && element.checkVisibility())
          .map((element) => {
            const drawn = element.offsetWidth > 0 ? element.getBoundingClientRect().width / element.offsetWidth : 1
            return { text: element.innerText, pixels: Number.parseFloat(getComputedStyle(element).fontSize) * drawn }
          })
      }),
    /** The pixels that the map draws, and those of the screen it covers. */
    readMapPixels: () =>
      mapCanvas.evaluate((canvas) => ({
        drawn: (canvas as HTMLCanvasElement).width,
        covered: canvas.getBoundingClientRect().width,
      })),
    pressKey: (key: string) => page.keyboard.press(key),
    async openPanel(panel: PanelWord) {
      const button = page.locator(`nav button[aria-keyshortcuts="${panelKeys[panel]}"]`)
      if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
    },

    async showWholeCounty() {
      await page
        .getByRole('button', { name: /^(看全县|Whole county)$/ })
        .first()
        .click()
    },

    /** How many grids the table says are in view, once it says `wanted`; without `wanted`, once it says the same for a
     *  second. */
    async readGridsInView(wanted?: number): Promise<number> {
      const table = page.locator('aside[aria-label="网格表"], aside[aria-label="Table"]')
      const count = table.getByText(/^[\d,]+ (格|grids) · /)
      await count.waitFor()
      const read = async () => number(/^[\d,]+/.exec((await count.textContent()) ?? '')?.[0])
      const end = Date.now() + 20_000
      for (let last = await read(); Date.now() < end; ) {
        if (last === wanted) return last
        await page.waitForTimeout(wanted === undefined ? 1000 : 100)
        const next = await read()
        if (wanted === undefined && next === last) return next
        last = next
      }
      return read()
    },

    /** Opens the table beside the whole county; afterwards nothing moves. */
    async showCountyTable() {
      await driver.openPanel('table')
      await driver.showWholeCounty()
      // The panel makes the map smaller, and the flight to the whole county takes a moment.
      await driver.waitUntilSettled()
    },

    /** The codes in the table's own CSV export. */
    async exportGridCodes(): Promise<string[]> {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^CSV/ }).click(),
      ])
      const text = readFileSync(await download.path(), 'utf8')
      return [...text.matchAll(/\b\d{15}\b/g)].map(([code]) => code)
    },

    /** Clicks the map at a share of its free part and gives the place that was meant. */
    async clickMap(across = 0.5, down = 0.5) {
      const { x, y } = await freePoint(across, down)
      await page.mouse.click(x, y)
    },
    /** Rests the pointer on the map and gives the name and number beside it. A map in motion names nothing, and a name
     *  comes from the server, so the pointer stirs until it is there. */
    async readHoverLabel(across: number, down: number): Promise<string> {
      const { x, y } = await freePoint(across, down)
      const label = page.locator('main [data-empty="false"]').filter({ hasText: /\d/, hasNotText: '…' })
      for (let step = 0; step < 60 && !(await label.isVisible()); step += 1) {
        await page.mouse.move(x + (step % 3), y)
        await page.waitForTimeout(250)
      }
      return label.innerText()
    },

    /** Draws by dragging from the middle to the edge. */
    async drawCircle(from: [number, number], to: [number, number]) {
      await driver.waitUntilSettled()
      await driver.openPanel('emergency')
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
      await driver.waitUntilSettled()
      await driver.openPanel('emergency')
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
      await driver.waitUntilSettled()
      await driver.openPanel('emergency')
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
    /** The answer the page got from the server, and what it wrote about the people. */
    async waitForAffected(draw: () => Promise<void>) {
      const answered = page.waitForResponse((response) => response.url().includes('/api/emergency/affected'))
      await draw()
      const response = await answered
      const answer = (await response.json()) as {
        people: { min: number; likely: number; max: number }
        grids: { code: string }[]
      }
      return { answer, sentence: await driver.readAffectedSentence() }
    },

    async readAffectedSentence(): Promise<string> {
      const sentence = page.getByText(affectedPattern).first()
      await sentence.waitFor()
      return (await sentence.textContent()) ?? ''
    },

    async search(text: string): Promise<string[]> {
      await page.keyboard.press('/')
      await searchField.fill(text)
      const options = searchBox.getByRole('option')
      await options.first().waitFor()
      return options.allInnerTexts()
    },
    /** Leaves the pointer where the results of a search will lie: `row` rows below the field. */
    async restPointerBelowSearch(row: number) {
      const field = await searchField.boundingBox()
      if (!field) throw new Error('no search field')
      await page.mouse.move(field.x + field.width / 2, field.y + field.height + row * 48)
    },
    /** Types as a person does, and presses Enter at once. */
    async typeSearch(text: string, pauseMs: number) {
      await page.keyboard.press('/')
      await searchField.fill('')
      await page.keyboard.type(text, { delay: pauseMs })
      await page.keyboard.press('Enter')
    },
    /** Pastes coordinates of the named system and goes there. */
    async locatePoint(text: string, crs: RegExp) {
      await page.keyboard.press('/')
      await searchField.fill(text)
      await searchBox.getByText(crs).click()
      await searchBox.getByRole('button', { name: /定位到|Go to/ }).click()
    },
    chooseFirst: () => page.keyboard.press('Enter'),

    /** Name and code of what the inspector shows. */
    async readInspector(): Promise<{ name: string; code: string; text: string }> {
      await inspector.locator('h2').first().waitFor()
      await inspector
        .getByText(/常住人口|Residents|海拔|Elevation/)
        .first()
        .waitFor()
      const text = await inspector.innerText()
      const name = (await inspector.locator('h2').first().textContent()) ?? ''
      return { name, code: /select=area:(\d+)/.exec(page.url())?.[1] ?? '', text }
    },
    /** The coordinates of the click, as the inspector writes them. */
    async readClickedPlace(): Promise<[number, number]> {
      const row = inspector.getByText(/^(点击处|Clicked point)/).first()
      await row.waitFor()
      const after = (await inspector.innerText()).split(/点击处|Clicked point/)[1] ?? ''
      const [lng, lat] = [...after.matchAll(/\d+\.\d+/g)].map(Number)
      return [lng ?? Number.NaN, lat ?? Number.NaN]
    },
    waitForInspectorName: (name: string) => inspector.locator('h2').filter({ hasText: name }).waitFor(),
    waitForInspectorText: (text: string) => inspector.getByText(text).first().waitFor(),
    openLevel: (name: string) => inspector.getByRole('button', { name }).first().click(),
    readBreadcrumb: () => page.getByRole('navigation', { name: /当前位置|Where you are/ }).innerText(),

    /** Waits until the camera in the address has stood still for three seconds: a flight writes it only when it ends, and
     *  begins only when the place has come from the server. */
    async waitUntilSettled() {
      await page.waitForURL(/#map=/)
      for (let last = ''; last !== page.url(); await page.waitForTimeout(3000)) last = page.url()
    },
    waitForAddress: (pattern: RegExp) => page.waitForURL(pattern),
    readAddress: () => page.url().slice(origin.length),
    async reload() {
      await page.reload()
      await driver.waitUntilDrawn()
    },
    readTitle: () => page.title(),
    readLanguage: () => page.evaluate(() => document.documentElement.lang),
    readTheme: () => page.evaluate(() => document.documentElement.dataset.theme),
    switchLanguage: () => page.getByRole('button', { name: /^(Switch to English|切换到中文)$/ }).click(),
    waitUntilGone: (text: string | RegExp) =>
      page.getByText(text).first().waitFor({ state: 'hidden', timeout: 60_000 }),
    async readSources(): Promise<string> {
      await page
        .locator('summary')
        .filter({ hasText: /数据来源|Sources/ })
        .click()
      return page.locator('details[open]').last().innerText()
    },
    waitForText: (text: string | RegExp) => page.getByText(text).first().waitFor(),

    /** What the open list says it holds, and how many rows it really has. */
    async readListCounts(): Promise<{ said: number; rows: number }> {
      const panel = page.locator('aside').filter({ has: page.getByRole('listbox') })
      const row = panel.getByRole('option').first()
      await row.waitFor()
      const said = await panel.locator('header').first().innerText()
      return { said: number(/[\d,]+/.exec(said)?.[0]), rows: number(await row.getAttribute('aria-setsize')) }
    },
    /** Everything a long list or table has to say, from its first row to its last. */
    async readWholeList(): Promise<string[]> {
      const rows = page
        .locator('aside')
        .locator('[role="option"], [role="row"], tr, .ant-table-row')
        .filter({ visible: true })
      await rows.first().waitFor()
      await rows.nth(1).hover()
      const read = new Set<string>()
      for (let idle = 0; idle < 6; ) {
        const before = read.size
        for (const text of await rows.allInnerTexts()) read.add(text)
        idle = read.size === before ? idle + 1 : 0
        await page.mouse.wheel(0, 120)
        // Drawn, on a page that is busy with the map as well.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        await page.waitForTimeout(50)
      }
      return [...read]
    },
    async openPrint() {
      await page.keyboard.press('p')
      await page.getByRole('dialog').locator('img').first().waitFor()
    },
    readDialog: () => page.getByRole('dialog').innerText(),
    readDialogField: () => page.getByRole('dialog').getByRole('textbox').first().inputValue(),
    /** What a page opened with `watchScripts` has noted: names that ran, and what its policy had to forbid. */
    readScriptReports: () =>
      page.evaluate(() => (globalThis as { scriptReports?: string[] }).scriptReports ?? ['nobody was watching']),
    /** What a name would do that becomes HTML. */
    writeAsHtml: (name: string) =>
      page.evaluate((html) => {
        // biome-ignore lint/plugin: this is the mistake that must be noticed
        document.body.append(document.createRange().createContextualFragment(html))
      }, name),
    openFirstOfList: () => page.locator('aside').getByRole('option').first().click(),

    /** From the layers, where the coverage is. */
    async openImport() {
      await driver.openPanel('layers')
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
      return number(await importPanel.getByRole('option').first().getAttribute('aria-setsize'))
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
    pause: (milliseconds: number) => page.waitForTimeout(milliseconds),
    /** How many maps the page holds. */
    countMapCanvases: () => page.locator('canvas.maplibregl-canvas').count(),
    /** What the page's scripts hold after everything that can go is gone, in bytes. */
    async readHeapBytes(): Promise<number> {
      const tools = await page.context().newCDPSession(page)
      // Twice: what a finalizer lets go of can only be collected the next time.
      for (let pass = 0; pass < 2; pass += 1) await tools.send('HeapProfiler.collectGarbage')
      const { usedSize } = await tools.send('Runtime.getHeapUsage')
      await tools.detach()
      return usedSize
    },

    waitForSignIn: () => signInForm.waitFor({ timeout: 60_000 }),
    /** By the keyboard alone: the field for the name has the focus. */
    async signInByKeyboard(username: string, password: string) {
      await signInForm.waitFor()
      await page.waitForFunction(() => document.activeElement?.matches('input[autocomplete="username"]'))
      await page.keyboard.type(username)
      await page.keyboard.press('Tab')
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
    },
    /** Where the name is known already. */
    async signInAgain(password: string) {
      await signInForm.locator('input[autocomplete="current-password"]').fill(password)
      await page.keyboard.press('Enter')
      await signInForm.waitFor({ state: 'hidden' })
    },
    readSignInFault: () => signInForm.getByRole('alert').locator('p').innerText(),
    /** What the rail offers, in its order. */
    readRail: () =>
      page
        .getByRole('navigation', { name: /^(面板|Panels)$/ })
        .getByRole('button')
        .allInnerTexts(),
    async readAccountMenu(): Promise<string> {
      await accountButton.click()
      const text = await page.locator('header [role="menu"]').locator('..').innerText()
      await page.keyboard.press('Escape')
      return text
    },
    async signOut() {
      await accountButton.click()
      await page.getByRole('menuitem', { name: /^(退出登录|Sign out)$/ }).click()
    },
    /** Another tab of the same browser. */
    async openTab(path: string) {
      const tab = await page.context().newPage()
      await tab.goto(`${origin}${path}`)
      await tab.locator('[data-drawn="true"]').waitFor({ timeout: 60_000 })
      return { waitForSignIn: () => tab.locator('form[aria-label="登录"]').waitFor(), close: () => tab.close() }
    },
    /** As when the session was ended elsewhere. */
    loseSession: () => page.context().clearCookies(),
    waitForIdleWarning: () => page.getByRole('dialog', { name: '还在吗？' }).waitFor({ timeout: 60_000 }),
    staySignedIn: () => page.getByRole('dialog').getByText('继续使用').click(),
    waitUntilIdleWarningIsGone: () => page.getByRole('dialog', { name: '还在吗？' }).waitFor({ state: 'hidden' }),
    /** Whoever has been given a password signs in by it and has to choose another. */
    async changeFirstPassword(current: string, next: string) {
      const form = page.getByRole('form', { name: '修改密码' })
      await form.getByLabel('当前密码').fill(current)
      await form.getByLabel('新密码', { exact: true }).fill(next)
      await form.getByLabel('再输一次新密码').fill(next)
      await form.getByRole('button', { name: '修改密码' }).click()
    },
    readFirstPasswordForm: () => page.getByRole('form', { name: '修改密码' }).innerText(),
    administration: driveAdministration(page),
    wall: driveWall(page),
    /** What the page has asked the server for, by path, since it was opened. */
    readRequests: () => opened.requests,

    /** What the server answers to whoever has signed in here. */
    async getJson<Answer>(path: string, accept = 'application/json'): Promise<Answer> {
      const answer = await page.request.get(`${origin}${path}`, { headers: { accept } })
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
      return (await answer.json()) as Answer
    },

    takePicture: (file: string) => page.screenshot({ path: file }),
    origin,
    foreignRequests: opened.foreignRequests,
    consoleErrors: opened.consoleErrors,
    close: opened.close,
  }
  return driver
}
