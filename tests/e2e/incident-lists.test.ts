import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { type Browser, openBrowser, takeWebGlAway } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string
let desk: ConsoleDriver

const camera = '#map=12/26.44811/103.66792'
const address = `/?hide=${besideGrids}${camera}`
const open = async (path = address, options: Parameters<typeof openConsole>[3] = {}) => {
  const opened = await openConsole(browser, origin, path, options)
  await opened.waitUntilDrawn()
  return opened
}

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  desk = await open()
})
afterAll(() => browser?.close())

/** Of this run alone: a product that runs already has those of the runs before. */
const mark = Date.now().toString(36)
const makeIncident = (title: string, change: Record<string, unknown> = {}) =>
  desk.sendJson<IncidentDetail>('POST', '/api/incidents', {
    kind: 'hazard',
    type: 'road',
    title,
    severity: 'yellow',
    location: { lng: 103.66792, lat: 26.44811 },
    ...change,
  })
const countOf = async (query: string) =>
  (await desk.getJson<{ total: number }>(`/api/incidents?${query}&limit=1`)).total
/** Others report meanwhile: both numbers are read until they agree. */
const expectRows = (query: string) =>
  expect
    .poll(async () => [await desk.lists.countRows(), await countOf(query)])
    .toSatisfy(([rows, counted]: number[]) => rows === counted && rows !== 0)

describe('the list of incidents', () => {
  beforeEach(() => desk.lists.clearFilters())

  it('is narrowed by kind, severity, type, rung, overdue and a text in pinyin, and has as many as the server counts', async () => {
    await makeIncident('柳树湾路基沉陷')
    await desk.lists.toggleChip('类别', /隐患/)
    await expectRows('state=open&kind=hazard')
    await desk.lists.toggleChip('等级', /黄色/)
    await expectRows('state=open&kind=hazard&severity=yellow')
    await desk.lists.chooseType('道路')
    await expectRows('state=open&kind=hazard&severity=yellow&type=road')
    await desk.lists.chooseRung('网格')
    await expectRows('state=open&kind=hazard&severity=yellow&type=road&rung=grid')
    await desk.lists.clearFilters()
    await desk.lists.toggleChip('类别', /超时/)
    await expectRows('state=open&overdue=true')
    await desk.lists.clearFilters()
    await desk.lists.find('liushuwan')
    await expectRows('state=open&q=liushuwan')
    for (const row of await desk.lists.readRows()) expect(row).toContain('柳树湾')
  })

  it('keeps a named filter over a reload', async () => {
    await desk.lists.toggleChip('类别', /隐患/)
    await desk.lists.toggleChip('等级', /黄色/)
    await expectRows('state=open&kind=hazard&severity=yellow')
    const kept = desk.readAddress()
    await desk.lists.saveView('黄色隐患')
    await desk.lists.clearFilters()
    await desk.reload()
    await expect.poll(() => desk.lists.isChipOn('类别', /隐患/)).toBe(false)
    await desk.lists.chooseView('黄色隐患')
    await expect.poll(() => desk.lists.isChipOn('类别', /隐患/)).toBe(true)
    await expect.poll(desk.readAddress).toBe(kept)
    await expectRows('state=open&kind=hazard&severity=yellow')
  })

  it('asks before a named filter takes the place of another, by keys alone', async () => {
    await desk.lists.toggleChip('类别', /隐患/)
    const former = desk.readAddress()
    await desk.lists.saveView('早班')
    await desk.lists.toggleChip('等级', /黄色/)
    const next = desk.readAddress()
    expect(await desk.lists.saveOverView('早班', 'Escape')).toContain('已有同名视图“早班”')
    await desk.lists.clearFilters()
    await desk.lists.chooseView('早班')
    await expect.poll(desk.readAddress).toBe(former)
    await desk.lists.toggleChip('等级', /黄色/)
    await desk.lists.saveOverView('早班', 'Tab+Enter')
    await desk.lists.clearFilters()
    await desk.lists.chooseView('早班')
    await expect.poll(desk.readAddress).toBe(next)
  })

  it.each(['open', 'overdue', 'foundToReported', 'reportedToActed', 'reportedToClosed'])(
    'opens from the figure %s exactly those that it counts',
    async (figure) => {
      await desk.lists.openFigure(figure)
      await expect
        .poll(async () => [await desk.lists.countRows(), await desk.lists.readFigure(figure)])
        .toSatisfy(([rows, counted]: number[]) => rows === counted && rows !== 0)
    },
  )

  it('accepts and assigns several at once', async () => {
    const made = [await makeIncident(`松坪桥面${mark}甲`), await makeIncident(`松坪桥面${mark}乙`)]
    await desk.lists.openFigure('open')
    await desk.lists.find(`松坪桥面${mark}`)
    await expect.poll(desk.lists.countRows).toBe(2)
    await desk.lists.chooseSeveral()
    await expect.poll(desk.lists.readChosen).toBe(2)
    await desk.lists.pressBulk('受理')
    await desk.lists.waitForResult('已办 2 件')
    await desk.lists.pressBulk('全选')
    await desk.lists.assignAll('村（社区）干部')
    await desk.lists.waitForResult('已办 2 件')
    for (const { id, gridCode } of made)
      expect(await desk.getJson<IncidentDetail>(`/api/incidents/${id}`)).toMatchObject({
        state: 'assigned',
        assignee: { role: 'village-clerk', area: gridCode.slice(0, 12) },
      })
    // accepting is for what was reported: nobody loses what they were given
    await desk.lists.pressBulk('全选')
    await expect.poll(async () => (await desk.lists.readRows()).every((row) => row.includes('已派单'))).toBe(true)
    expect(await desk.lists.isBulkOpen('受理')).toBe(false)
    await desk.lists.endBulk()
  })

  it('is exported as it is shown', async () => {
    await desk.lists.find(`松坪桥面${mark}`)
    await expect.poll(desk.lists.countRows).toBe(2)
    const [, ...lines] = (await desk.lists.exportAs('CSV')).trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines.join()).toContain(`松坪桥面${mark}甲`)
    const { features } = JSON.parse(await desk.lists.exportAs('GeoJSON'))
    expect(features.map(({ geometry }: { geometry: { coordinates: number[] } }) => geometry.coordinates)).toEqual([
      [103.66792, 26.44811],
      [103.66792, 26.44811],
    ])
  })
})

describe('the charts', () => {
  it('have a table behind each, and a row of it opens the list that it counts', async () => {
    await desk.lists.openCharts()
    for (const title of ['每日上报与办结', '在哪一级办结', '按类型']) await desk.lists.waitForChart(title)
    expect(await desk.lists.readChartTable('每日上报与办结')).toHaveLength(30)
    const rungs = await desk.lists.readChartTable('在哪一级办结')
    expect(rungs.map(([name]) => name)).toEqual(['微事不出格', '小事不出村', '大事不出乡', '矛盾不上交'])
    const [, settled] = rungs[1] as [string, number]
    await desk.lists.openChartRow('在哪一级办结', '小事不出村')
    await expect.poll(desk.lists.countRows).toBe(settled)
  })
})

describe('a grid that is coloured by incidents', () => {
  it('says its number, of how many people and how old it is, and opens the list of it', async () => {
    const { gridCode } = await makeIncident(`石桥塌方${mark}`)
    await desk.goTo(`/?hide=${besideGrids}&metric=incidents_open&select=area:${gridCode}${camera}`)
    const count = await countOf(`state=open&area=${gridCode}`)
    const { population } = await desk.getJson<{ population: number }>(`/api/grids/${gridCode}`)
    await expect.poll(desk.lists.readColour).toContain(`${count} 件`)
    const [, rate] = /([\d,.]+) 件\/千人/.exec(await desk.lists.readColour()) ?? []
    expect(Number(rate?.replace(',', ''))).toBeCloseTo((count / population) * 1000, 1)
    expect(await desk.lists.readColour()).toMatch(/刚刚|\d+ 秒前/)
    await desk.lists.openColour()
    await expect.poll(desk.lists.countRows).toBe(count)
    expect(desk.readAddress()).toContain(`scope=${gridCode}`)
  })
})

describe('an incident beside the list', () => {
  it('shows a photo that was added, made anew', async () => {
    const { id, title } = await makeIncident('响水河护栏缺失')
    // a step of the same page: "back" would else load another one
    await desk.stepTo(`/?hide=${besideGrids}&select=incident:${id}${camera}`)
    await desk.waitForIncident(title)
    await desk.lists.addPhoto('护栏.jpg')
    expect(await desk.lists.lookAtPhoto()).toEqual([640, 480])
    const { photos } = await desk.getJson<{ photos: unknown[] }>(`/api/incidents/${id}`)
    expect(photos).toHaveLength(1)
    await desk.lists.startRemoval('拍错了地方')
    await desk.goBack()
    await desk.readDialogQuestion()
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
  })

  it('keeps what is typed behind a note that is on its way, and half a note while another incident is looked at', async () => {
    const [first, second] = [await makeIncident(`坪子塌方${mark}甲`), await makeIncident(`坪子塌方${mark}乙`)]
    await desk.lists.find(`坪子塌方${mark}`)
    await desk.openIncidentOfList(first.title)
    await desk.waitForIncident(first.title)
    await desk.lists.typeNoteWhileSent('已到现场', '，车过不去')
    await expect.poll(desk.lists.readNoteDraft).toBe('，车过不去')
    await desk.openIncidentOfList(second.title)
    await desk.waitForIncident(second.title)
    await expect.poll(desk.lists.readNoteDraft).toBe('')
    await desk.openIncidentOfList(first.title)
    await desk.waitForIncident(first.title)
    await expect.poll(desk.lists.readNoteDraft).toBe('，车过不去')
  })
})

describe('a sheet', () => {
  it('goes by one Esc, and where something has been typed by no click beside it, and asks first', async () => {
    const { id, title } = await makeIncident(`石门坎滑坡${mark}`)
    await desk.goTo(`/?hide=${besideGrids}&select=incident:${id}${camera}`)
    await desk.waitForIncident(title)
    await desk.pressWork('退回')
    await desk.fillDialog({ 原因: '不在本村' })
    await desk.lists.clickBesideSheet()
    await desk.pressKey('Escape')
    await desk.readDialogQuestion()
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
    await desk.pressWork('退回')
    await desk.pressKey('Escape')
    await desk.waitUntilDialogIsGone()
    await desk.waitForState('已上报')
  })
})

describe('a file of work orders', () => {
  it('says at which village each row is placed by its address, before it is taken in and after', async () => {
    await desk.goTo(address)
    // "back" would else load another page
    await desk.stepTo(address)
    const title = `水沟堵了${mark}`
    const rows = [
      `${mark}-1,${title},者海镇五里牌村水塔旁`,
      `${mark}-2,路灯不亮,鲁甸龙潭社区`,
      `${mark}-3,路灯不亮,新村`,
    ]
    await desk.lists.tryFile('工单.csv', ['工单编号,标题,地址', ...rows].join('\n'), `water-${mark}`)
    const placed = ['第 2 行 → 者海镇五里牌村']
    expect(await desk.lists.readPlacements()).toEqual(placed)
    const faults = await desk.lists.readFileFaults()
    expect(faults).toHaveLength(2)
    expect(faults[0]).toContain('“鲁甸”不在本县')
    expect(faults[1]).toContain('就写“者海镇新村”')
    await desk.goBack()
    await desk.readDialogQuestion()
    await desk.pressInDialog('继续填写')
    await desk.lists.lookAtExports()
    await desk.lists.takeTriedFile()
    expect(await desk.lists.readPlacements()).toEqual(placed)
    await desk.lists.closeFiles()
    const { items } = await desk.getJson<{ items: IncidentDetail[] }>(`/api/incidents?q=${encodeURIComponent(title)}`)
    expect(items.map(({ gridCode }) => gridCode.slice(0, 12))).toEqual(['530326106215'])
    expect((await desk.getJson<IncidentDetail>(`/api/incidents/${items[0]?.id}`)).source).toBe(`water-${mark}`)
  })
})

describe('the lists of the administration', () => {
  it('offer what an administrator has added to whoever takes in the next incident', async () => {
    const office = await openConsole(browser, origin, '/?panel=admin', { as: 'administrator' })
    await office.lists.addEntry('调解方式', '新增方式', { zh: '板凳会调', en: 'Bench talk', code: `bench-${mark}` })
    await office.close()
    const { lists } = await desk.getJson<{ lists: Record<string, { body: { items: { code: string }[] } }> }>(
      '/api/reference',
    )
    expect(lists['mediation-methods']?.body.items.map(({ code }) => code)).toContain(`bench-${mark}`)
  })
})

describe('a browser that cannot draw the map', () => {
  it('takes in an incident by the code of a grid, and works on it', async () => {
    const blind = await openConsole(browser, origin, '/', { beforeLoad: takeWebGlAway })
    await blind.waitForText('这台电脑的浏览器画不了地图')
    await expect.poll(blind.lists.countRows).toBeGreaterThan(0)
    const title = `看不见地图也能登记${mark}`
    await blind.pressKey('n')
    await expect.poll(blind.readFocus).toBe('搜索事发地点')
    await blind.searchPlace('530326105001001')
    await expect.poll(() => blind.readDraftPlace('530326105001001')).toContain('按网格登记')
    await blind.fillIntake({ kind: '隐患', type: '道路', severity: '蓝色', title })
    await blind.sendIntake()
    const id = await blind.waitForIncident(title)
    await blind.pressWork('受理')
    await blind.waitForState('已受理')
    expect(await desk.getJson<IncidentDetail>(`/api/incidents/${id}`)).toMatchObject({
      gridCode: '530326105001001',
      state: 'accepted',
    })
    await blind.close()
  })
})
