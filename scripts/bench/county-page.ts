import { type Browser, openBrowser, openPage, type Page } from '../../tests/e2e/browser.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { type Product, startProduct } from '../../tests/support/run-product.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { type BarePage, type BareServer, startBareServer } from './bare-server.ts'

export type CountyPages = {
  /** Signed in as an operator of the county. */
  browser: Browser
  bareOrigin: string
  oursOrigin: string
  /** The product's, with its embedded database. */
  dataFolder: string
  close(): Promise<void>
}

/** The product with its county loaded, a bare page beside it, and one browser for both. */
export async function openCountyPages(barePage: BarePage['page'] = 'bare-page'): Promise<CountyPages> {
  const dataFolder = makeRunFolder('bench')
  let product: Product | null = null
  let bare: BareServer | null = null
  try {
    product = await startProduct({ dataFolder })
    await product.waitForAddress()
    bare = await startBareServer({ page: barePage, productOrigin: product.origin })
    const browser = bringCookies(await openBrowser(), await signIn(product.origin))
    const oursOrigin = product.origin
    const [running, beside] = [product, bare]
    return {
      browser,
      bareOrigin: bare.origin,
      oursOrigin,
      dataFolder,
      async close() {
        await browser.close()
        await running.end('SIGINT')
        await beside.close()
        removeFolder(dataFolder)
      },
    }
  } catch (error) {
    await product?.end('SIGKILL')
    await bare?.close()
    removeFolder(dataFolder)
    throw error
  }
}

/** Every profile of the browser has signed in: cookies do not tell ports apart, so what stands in front of the product on
 *  another one gets them too. */
function bringCookies(browser: Browser, cookies: string): Browser {
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    await context.addCookies(
      cookies.split('; ').map((cookie) => {
        const cut = cookie.indexOf('=')
        return { name: cookie.slice(0, cut), value: cookie.slice(cut + 1), domain: '127.0.0.1', path: '/' }
      }),
    )
    return context
  }
  return browser
}

type DrawnPageOptions = { width?: number; height?: number; prepare?: () => void }

/** A page for a bench that does something in it, with the county drawn. `prepare` runs before the page's own scripts. */
export async function openDrawnPage(
  browser: Browser,
  address: string,
  { prepare, ...size }: DrawnPageOptions = {},
): Promise<Page> {
  const { page } = await openPage(browser, new URL(address).origin, size)
  // tsx writes calls of this helper into every function, and these functions run in the page.
  await page.addInitScript('globalThis.__name = (named) => named')
  if (prepare) await page.addInitScript(prepare)
  await openCounty(page, address)
  return page
}

/** Milliseconds from the navigation to the moment the page marked as `onegrid:map-drawn`, by the page's own clock. */
export async function openCounty(page: Page, address: string): Promise<number> {
  await page.goto('about:blank')
  await page.goto(address, { waitUntil: 'commit' })
  const mark = await page.waitForFunction(() => performance.getEntriesByName('onegrid:map-drawn')[0]?.startTime, null, {
    timeout: 120_000,
    polling: 50,
  })
  return (await mark.jsonValue()) as number
}
