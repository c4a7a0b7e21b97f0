import { type Browser, openBrowser, openPage, type Page } from '../../tests/e2e/browser.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { type Product, startProduct } from '../../tests/support/run-product.ts'
import { startBareServer } from './bare-server.ts'

export type CountyPages = {
  browser: Browser
  bareOrigin: string
  oursOrigin: string
  close(): Promise<void>
}

/** The product with its county loaded, the bare page beside it, and one browser for both. */
export async function openCountyPages(): Promise<CountyPages> {
  const dataFolder = makeRunFolder('bench')
  let product: Product | null = null
  const bare = await startBareServer()
  try {
    product = await startProduct({ dataFolder })
    await product.waitForAddress()
    const browser = await openBrowser()
    const oursOrigin = product.origin
    const running = product
    return {
      browser,
      bareOrigin: bare.origin,
      oursOrigin,
      async close() {
        await browser.close()
        await running.end('SIGINT')
        await bare.close()
        removeFolder(dataFolder)
      },
    }
  } catch (error) {
    await product?.end('SIGKILL')
    await bare.close()
    removeFolder(dataFolder)
    throw error
  }
}

/** A page for a bench that does something in it, with the county drawn. `prepare` runs before the page's own scripts. */
export async function openDrawnPage(browser: Browser, address: string, prepare?: () => void): Promise<Page> {
  const { page } = await openPage(browser, new URL(address).origin)
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
