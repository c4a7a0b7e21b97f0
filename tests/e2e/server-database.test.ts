import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, openConsole } from './console-driver.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let browser: Browser
let desk: ConsoleDriver

beforeAll(async () => {
  copy = await copyTemplate('demo', 'server')
  const { dataFolder, databaseUrl = '' } = copy.options
  product = await startProduct({ dataFolder, environment: { DATABASE_URL: databaseUrl } })
  await product.waitForAddress(300_000)
  browser = await openBrowser()
  desk = await openConsole(browser, product.origin, `/?hide=${besideGrids}`)
  await desk.waitUntilDrawn()
})
afterAll(async () => {
  // What one of them leaves open is no reason to leave a database behind.
  await Promise.allSettled([browser?.close(), product?.end('SIGINT')])
  await copy?.remove()
})

/** The thread through the console, as on the embedded database; what it is made of is looked at there. */
describe('the console over a PostgreSQL server', () => {
  it('opens the grid that was clicked', async () => {
    await desk.clickMap(0.45, 0.55)
    const { name, code } = await desk.readInspector()
    const [lng, lat] = await desk.readClickedPlace()
    const place = await desk.getJson(`/api/locate?lng=${lng}&lat=${lat}`)
    expect(place).toMatchObject({ inside: true, grid: { code, name } })
  })

  it('holds 4,847 distinct grid codes', async () => {
    await desk.showCountyTable()
    expect(await desk.readGridsInView(4847)).toBe(4847)
    expect(new Set(await desk.exportGridCodes()).size).toBe(4847)
  })

  it('lists the open incidents it says', async () => {
    await desk.openPanel('incidents')
    await expect.poll(desk.readListCounts).toSatisfy(({ said, rows }) => rows > 0 && said === rows)
  })

  it('finds 者海 by its initials', async () => {
    expect((await desk.search('zhh'))[0]).toContain('者海')
    await desk.chooseFirst()
    await desk.waitForInspectorName('者海镇')
  })

  it('answers a drawn circle with its people', async () => {
    const answer = await desk.waitForAffected(() => desk.drawCircle([0.5, 0.5], [0.56, 0.5]))
    expect(answer.people.likely).toBeGreaterThan(0)
    await expect.poll(desk.readAffectedSentence).toContain(answer.people.likely.toLocaleString('en-US'))
  })

  it('asked no other server for anything and logged no error', () => {
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors).toEqual([])
  })
})
