import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { findChromium } from '../support/find-tools.ts'

let lastLook = async (): Promise<void> => {}

/** What is done while the pages are still there, when somebody closes the browser. */
export function beforeBrowserCloses(look: () => Promise<void>): void {
  lastLook = look
}

/** The browser's own list of finds below its address line is a page that each window loads, for half a second of the
 *  processor, and nobody sees. The last of two lists counts, so what Playwright switches off stands here too. */
const disabledFeatures = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxAimPopup', 'OmniboxPopupWebUI'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AimEnabled'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'PreconnectToSearch'],
]

/** The only file that knows Playwright. WebGL is drawn by SwiftShader, so no GPU is needed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: install one, or set CHROMIUM_PATH to it.')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--no-sandbox',
      '--disable-background-networking',
      '--no-first-run',
      `--disable-features=${disabledFeatures.join()}`,
    ],
  })
  const close = browser.close.bind(browser)
  browser.close = async (options) => {
    await lastLook()
    await close(options)
  }
  return browser
}

export type PageOptions = {
  /** Left out: 1366 by 768, the smallest desk. Its pixels are drawn by the processor, and 1920 by 1080 are twice as
   *  many. */
  width?: number
  height?: number
  locale?: string
  isTouch?: boolean
  /** Pixels of the picture a pixel of the page. Left out: 1. */
  pixelRatio?: number
  /** Left out: the map jumps, as for a user who asks the system for less motion; each frame of a flight over the whole
   *  county is half a second of the processor. */
  hasMotion?: boolean
  /** What a `Cookie` header would hold: of somebody who has signed in before. */
  cookie?: string
  /** Runs in the page before its own scripts; for taking a capability of the browser away. */
  beforeLoad?: () => void
}

export type OpenPage = {
  page: Page
  /** The paths the page asked its own server for. */
  requests: string[]
  /** What the page asked of any other server. */
  foreignRequests: string[]
  /** Errors in its console, uncaught ones too. */
  consoleErrors: string[]
  close(): Promise<void>
}

/** For `beforeLoad`: a browser that cannot draw a map. */
export function takeWebGlAway(): void {
  const original = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
    if (kind.startsWith('webgl')) return null
    return Reflect.apply(original, this, [kind, ...rest])
  } as typeof original
}

type WatchedPage = { page: Page; said: string[] }
const watchedPages = new Set<WatchedPage>()
/** Of a page that says the same thing for ever, the last of it is enough. */
const longestLog = 5000

function watchPage(page: Page): void {
  const said: string[] = []
  const note = (text: string) => {
    said.push(`${new Date().toISOString().slice(11, 23)} ${text}`)
    if (said.length > longestLog) said.shift()
  }
  page.on('console', (message) => note(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`))
  page.on('requestfailed', (request) => note(`no answer: ${request.url()} ${request.failure()?.errorText ?? ''}`))
  page.on('response', (response) => {
    if (response.status() >= 400) note(`${response.status()}: ${response.url()}`)
  })
  page.on('crash', () => note('the page crashed'))
  const watched = { page, said }
  watchedPages.add(watched)
  page.on('close', () => watchedPages.delete(watched))
}

/** Writes what each open page shows (`.png`), its address and what its console said (`.log`) into the folder, under the
 *  name. Gives the files. Does not throw: a page that shows nothing any more still has its log. */
export async function keepPages(folder: string, name: string): Promise<string[]> {
  const files: string[] = []
  mkdirSync(folder, { recursive: true })
  for (const { page, said } of watchedPages) {
    const path = join(folder, `${name}${files.length > 0 ? `-${files.length / 2 + 1}` : ''}`)
    const problem = await page.screenshot({ path: `${path}.png`, timeout: 15_000 }).then(
      () => '',
      (error: Error) => `no picture: ${error.message}\n`,
    )
    writeFileSync(`${path}.log`, `${page.url()}\n${problem}\n${said.join('\n')}\n`)
    files.push(`${path}.png`, `${path}.log`)
  }
  return files
}

/** A page in a profile of its own that notes what must never happen. */
export async function openPage(browser: Browser, origin: string, options: PageOptions = {}): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    deviceScaleFactor: options.pixelRatio ?? 1,
    hasTouch: options.isTouch ?? false,
    reducedMotion: options.hasMotion ? 'no-preference' : 'reduce',
    acceptDownloads: true,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin }).catch(() => {})
  const cookies = (options.cookie ?? '').split('; ').filter(Boolean)
  await context.addCookies(
    cookies.map((cookie) => {
      const [name = '', value = ''] = cookie.split(/=(.*)/)
      return { name, value, url: origin, httpOnly: true }
    }),
  )
  if (options.beforeLoad) await context.addInitScript(options.beforeLoad)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  watchPage(page)
  const requests: string[] = []
  const foreignRequests: string[] = []
  const consoleErrors: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (url.startsWith(`${origin}/`)) requests.push(new URL(url).pathname)
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) foreignRequests.push(url)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text())
  })
  page.on('pageerror', (error) => consoleErrors.push(error.stack ?? error.message))
  return { page, requests, foreignRequests, consoleErrors, close: () => context.close() }
}

export type { Browser, Locator, Page }
