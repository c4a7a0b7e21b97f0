import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../support/find-tools.ts'

/** The only file that knows Playwright. WebGL is drawn by SwiftShader, so no GPU is needed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: install one, or set CHROMIUM_PATH to it.')
  return chromium.launch({
    executablePath,
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--no-sandbox',
      '--disable-background-networking',
      '--no-first-run',
    ],
  })
}

export type PageOptions = {
  width?: number
  height?: number
  locale?: string
  isTouch?: boolean
  /** Runs in the page before its own scripts; for taking a capability of the browser away. */
  beforeLoad?: () => void
}

export type OpenPage = {
  page: Page
  /** What the page asked of any other server. */
  foreignRequests: string[]
  /** Errors in its console, uncaught ones too. */
  consoleErrors: string[]
  close(): Promise<void>
}

/** A page in a profile of its own that notes what must never happen. */
export async function openPage(browser: Browser, origin: string, options: PageOptions = {}): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 1920, height: options.height ?? 1080 },
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: options.isTouch ?? false,
    acceptDownloads: true,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin }).catch(() => {})
  if (options.beforeLoad) await context.addInitScript(options.beforeLoad)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const foreignRequests: string[] = []
  const consoleErrors: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) foreignRequests.push(url)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text())
  })
  page.on('pageerror', (error) => consoleErrors.push(error.stack ?? error.message))
  return { page, foreignRequests, consoleErrors, close: () => context.close() }
}

export type { Browser, Page }
