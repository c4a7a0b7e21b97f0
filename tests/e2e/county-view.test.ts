import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string
let desk: ConsoleDriver

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  // Markers stand aside, so that a click in the middle of nowhere meets a grid.
  const options = { width: 1920, height: 1080, hasMotion: true }
  desk = await openConsole(browser, origin, '/?hide=incidents,patrols', options)
  await desk.waitUntilDrawn()
})
afterAll(() => browser?.close())

type Named = { name: string }
type Answer = { township: Named; village: Named; grid: Named & { code: string }; name: string; total: number }
const getJson = (path: string) => desk.getJson<Answer>(path)

describe('the county on the screen', () => {
  it('holds 4,847 distinct grid codes at 1920 × 1080', async () => {
    await desk.showCountyTable()
    expect(await desk.readGridsInView(4847)).toBe(4847)
    const codes = await desk.exportGridCodes()
    expect(new Set(codes).size).toBe(4847)
    // The rest is looked at on the smallest desk, which has half the pixels.
    await desk.resizeWindow(1366, 768)
    await desk.openPanel('incidents')
    await desk.showWholeCounty()
    await desk.waitUntilSettled()
  })

  it('opens the grid that was clicked: the one the server finds at that place', async () => {
    await desk.clickMap(0.45, 0.55)
    const { name, code, text } = await desk.readInspector()
    const [lng, lat] = await desk.readClickedPlace()
    const place = await getJson(`/api/locate?lng=${lng}&lat=${lat}`)
    expect(place).toMatchObject({ inside: true, grid: { code, name } })
    for (const level of [place.township.name, place.village.name]) expect(text).toContain(level)
  })

  it('drills from the grid up to its township, by the links of the inspector and of the breadcrumb', async () => {
    const { code } = await desk.readInspector()
    const township = await getJson(`/api/areas/${code.slice(0, 9)}`)
    await desk.openLevel(township.name)
    await desk.waitForInspectorName(township.name)
    await expect.poll(desk.readBreadcrumb).toContain(township.name)
    await desk.pressKey('Escape')
    await desk.waitForInspectorName('会泽县')
  })

  it('says the name of the grid under the pointer and one number', async () => {
    expect(await desk.readHoverLabel(0.4, 0.4)).toMatch(/网格[\s\S]*\d/)
  })

  it('finds 者海 by the initials zhh, with the keyboard alone, wherever the pointer rests', async () => {
    await desk.restPointerBelowSearch(3)
    const found = await desk.search('zhh')
    expect(found[0]).toContain('者海')
    await desk.chooseFirst()
    await desk.waitForInspectorName('者海镇')
    await desk.waitForAddress(/select=area:530326106/)
  })

  it('goes to pasted coordinates of another system', async () => {
    await desk.locatePoint('103.6243,26.5444', /GCJ-02/)
    const place = await getJson('/api/locate?lng=103.6243&lat=26.5444&crs=gcj02')
    await desk.waitForInspectorText(place.grid.name)
  })

  it('goes to coordinates typed by hand, and to a name whose answer is slower than Enter', async () => {
    await desk.typeSearch('103.3,26.4', 150)
    await desk.waitForAddress(/select=point/)
    await desk.typeSearch('gucheng', 20)
    await desk.waitForInspectorName('古城街道')
  })

  it('lists as many incidents and patrols as it says', async () => {
    for (const panel of ['incidents', 'patrols'] as const) {
      await desk.openPanel(panel)
      await expect.poll(desk.readListCounts).toSatisfy(({ said, rows }) => rows > 0 && said === rows)
    }
    const { total } = await getJson('/api/incidents?state=open&limit=1')
    await desk.openPanel('incidents')
    await expect.poll(desk.readListCounts).toMatchObject({ rows: total })
  })

  it('opens an incident of the list, and the address says so', async () => {
    await desk.openFirstOfList()
    await desk.waitForAddress(/select=incident:/)
    await desk.waitForInspectorText('经过')
  })

  it('speaks English after one click, brings view and language back after a reload, and speaks Chinese again', async () => {
    await desk.search('zhehai')
    await desk.chooseFirst()
    await desk.waitForInspectorName('者海镇')
    await desk.switchLanguage()
    await desk.waitForText('Residents')
    expect(await desk.readLanguage()).toBe('en')
    await expect.poll(desk.readTitle).toContain('OneGrid')
    await desk.waitUntilSettled()
    const address = desk.readAddress()
    await desk.reload()
    await desk.waitForInspectorName('者海镇')
    await desk.waitForText('Residents')
    expect(await desk.readLanguage()).toBe('en')
    await desk.waitUntilSettled()
    expect(desk.readAddress()).toBe(address)
    await desk.switchLanguage()
    await desk.waitForText('常住人口')
    expect(await desk.readLanguage()).toBe('zh-CN')
  })

  it('turns from night to day by the keyboard', async () => {
    await desk.pressKey('t')
    await expect.poll(desk.readTheme).toBe('day')
    await desk.pressKey('t')
    await expect.poll(desk.readTheme).toBe('night')
  })

  it('says that these are demo data and where they come from', async () => {
    await desk.waitForText('演示数据')
    expect(await desk.readSources()).toMatch(/不是[\s\S]*法定界线[\s\S]*GeoNames/)
  })

  it('asked no other server for anything and logged no error', () => {
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors).toEqual([])
  })
})
