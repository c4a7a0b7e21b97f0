import { readFileSync } from 'node:fs'
import { inject } from 'vitest'
import { formatCode } from '#web/lib/format-code.ts'
import { signIn } from '../support/sign-in.ts'
import { driveAccount } from './account-driver.ts'
import { driveAdministration, driveWall } from './administration-driver.ts'
import { type Browser, type OpenPage, openPage, type PageOptions } from './browser.ts'
import { driveEmergency } from './emergency-driver.ts'
import { driveImport } from './import-driver.ts'
import { driveIncidentLists } from './incident-lists-driver.ts'
import { driveIncidents } from './incidents-driver.ts'
import { driveLegend } from './legend-driver.ts'
import { driveLive } from './live-driver.ts'
import { driveMap } from './map-driver.ts'
import { driveReplay } from './replay-driver.ts'
import { driveSession } from './session-driver.ts'
import { driveWhistles } from './whistles-driver.ts'
import { driveWork } from './work-driver.ts'

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

/** For `beforeLoad`: counts the textures that the page holds on the graphics card. */
export function countTextures(): void {
  const textures = { held: 0 }
  Object.assign(globalThis, { textures })
  const { createTexture, deleteTexture } = WebGL2RenderingContext.prototype
  WebGL2RenderingContext.prototype.createTexture = function (this: WebGL2RenderingContext) {
    textures.held += 1
    return createTexture.call(this)
  }
  WebGL2RenderingContext.prototype.deleteTexture = function (this: WebGL2RenderingContext, texture) {
    if (texture && this.isTexture(texture)) textures.held -= 1
    deleteTexture.call(this, texture)
  }
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
  const searchField = page.getByRole('combobox', { name: /^(搜索|Search)$/ })
  const searchBox = page.getByRole('search')
  const number = (text: string | null | undefined) => Number((text ?? '').replace(/[^\d.-]/g, ''))

  async function openPanel(panel: PanelWord) {
    const button = page.locator(`nav button[aria-keyshortcuts="${panelKeys[panel]}"]`)
    if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
  }

  const map = driveMap(page)
  const driver = {
    ...map,
    ...driveEmergency(page, map, () => openPanel('emergency')),
    ...driveIncidents(page, origin),
    ...driveImport(page, () => openPanel('layers')),
    ...driveSession(page, origin),
    account: driveAccount(page),
    administration: driveAdministration(page),
    wall: driveWall(page),
    live: driveLive(page),
    replay: driveReplay(page),
    whistles: driveWhistles(page),
    myWork: driveWork(page),
    legend: driveLegend(page),
    lists: driveIncidentLists(page),
    openPanel,

    /** Waits until the county is on the screen and the panels behind it have come. */
    async waitUntilDrawn() {
      await page.locator('[data-drawn="true"]').waitFor({ timeout: 120_000 })
      await page.waitForFunction(() => performance.getEntriesByName('onegrid:map-drawn').length > 0, null, {
        timeout: 120_000,
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
    pressKey: (key: string) => page.keyboard.press(key),
    goBack: () => page.evaluate(() => window.history.back()),
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

    async search(text: string): Promise<string[]> {
      await page.keyboard.press('/')
      await searchField.fill(text)
      // Until the answer has come, what an earlier search has found is listed on.
      const options = searchBox.locator('[role="listbox"][aria-busy="false"] [role="option"]')
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

    /** Name and code of the area in the address, once the inspector shows that one. */
    async readInspector(): Promise<{ name: string; code: string; text: string }> {
      await page.waitForURL(/select=area:\d+/)
      const code = /select=area:(\d+)/.exec(page.url())?.[1] ?? ''
      await inspector.getByText(formatCode(code), { exact: true }).first().waitFor()
      await inspector
        .getByText(/常住人口|Residents|海拔|Elevation/)
        .first()
        .waitFor()
      const text = await inspector.innerText()
      const name = (await inspector.locator('h2').first().textContent()) ?? ''
      return { name, code, text }
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

    waitForAddress: (pattern: RegExp) => page.waitForURL(pattern),
    readAddress: () => page.url().slice(origin.length),
    /** Another address in the same page, as a link is opened. */
    async goTo(address: string) {
      await page.goto(`${origin}${address}`)
      await driver.waitUntilDrawn()
    },
    /** The same without loading the page again, which takes the processor seconds: as "back" and "forward" come to it. */
    stepTo: (address: string) =>
      page.evaluate((path) => {
        history.pushState(null, '', path)
        dispatchEvent(new PopStateEvent('popstate'))
      }, address),
    reloadPage: () => page.reload(),
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
      const row = panel.getByRole('listbox').getByRole('option').first()
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
      /** Most of a window further, at once: by the wheel it would be a dozen rows and a moment of flight each time. */
      const scrollOn = () =>
        rows.last().evaluate(async (row) => {
          let box = row.parentElement
          while (box && !(box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY !== 'visible'))
            box = box.parentElement
          const before = box?.scrollTop
          box?.scrollBy({ top: box.clientHeight * 0.6, behavior: 'instant' })
          // Drawn, on a page that is busy with the map as well.
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
          return box !== null && box.scrollTop !== before
        })
      const read = new Set<string>()
      for (let isOn = true, idle = 0; isOn || idle < 3; ) {
        const before = read.size
        for (const text of await rows.allInnerTexts()) read.add(text)
        isOn = await scrollOn()
        idle = isOn || read.size > before ? 0 : idle + 1
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
    openFirstOfList: () => page.locator('aside').getByRole('listbox').getByRole('option').first().click(),

    pause: (milliseconds: number) => page.waitForTimeout(milliseconds),
    /** What the page's scripts hold after everything that can go is gone, in bytes. */
    async readHeapBytes(): Promise<number> {
      const tools = await page.context().newCDPSession(page)
      // Twice: what a finalizer lets go of can only be collected the next time.
      for (let pass = 0; pass < 2; pass += 1) await tools.send('HeapProfiler.collectGarbage')
      const { usedSize } = await tools.send('Runtime.getHeapUsage')
      await tools.detach()
      return usedSize
    },

    /** What the page holds after everything that can go is gone; the textures of one opened with `countTextures`. */
    async readHolding() {
      const heapBytes = await driver.readHeapBytes()
      const tools = await page.context().newCDPSession(page)
      const { nodes, jsEventListeners } = await tools.send('Memory.getDOMCounters')
      await tools.detach()
      const textures = await page.evaluate(
        () => (globalThis as { textures?: { held: number } }).textures?.held ?? Number.NaN,
      )
      return { heapBytes, nodes, listeners: jsEventListeners, textures }
    },

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
