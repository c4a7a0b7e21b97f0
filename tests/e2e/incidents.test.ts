import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocateAnswer } from '#api/ground/locate/locate.contract.ts'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { convertCoordinates } from '#web/lib/convert-coordinates.ts'
import { type Browser, openBrowser } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

let browser: Browser
let origin: string
let desk: ConsoleDriver

// near enough for the middle of the map to be a place
const camera = '#map=14/26.44811/103.66792'
const open = async (options: Parameters<typeof openConsole>[3] = {}, query = '') => {
  const opened = await openConsole(browser, origin, `/?hide=${besideGrids}${query}${camera}`, options)
  await opened.waitUntilDrawn()
  return opened
}

beforeAll(async () => {
  origin = await findProduct()
  browser = await openBrowser()
  desk = await open()
})
afterAll(() => browser?.close())

const detailOf = (id: string) => desk.getJson<IncidentDetail>(`/api/incidents/${id}`)
/** Of those that no test before has made. */
let count = 0
function aTitle(words: string): string {
  count += 1
  return `${words} ${count}`
}
/** One that is there already, in the grid in the middle of the map. */
async function makeIncident(change: Record<string, unknown> = {}, title = aTitle('两家为院墙争执')) {
  const made = await desk.sendJson<IncidentDetail>('POST', '/api/incidents', {
    kind: 'dispute',
    type: 'neighbours',
    title,
    severity: 'blue',
    location: { lng: 103.66792, lat: 26.44811 },
    ...change,
  })
  return made
}
async function openIncident(change: Record<string, unknown> = {}) {
  const made = await makeIncident(change)
  await desk.stepTo(`/?hide=${besideGrids}&select=incident:${made.id}${camera}`)
  await desk.waitForIncident(made.title)
  return made
}

describe('taking in an incident', () => {
  it('begins in the middle of the map, and a click on it sets the place with its grid, village and who answers', async () => {
    await desk.startIntake()
    const before = await desk.readDraftPlace()
    await desk.clickMap(0.3, 0.3)
    await expect.poll(() => desk.readDraftPlace()).not.toBe(before)
    const told = await desk.readDraftPlace(/村（社区）干部/)
    const [code = '', lng, lat] = told.match(/\d{15}|\d+\.\d+/g) ?? []
    const located = await desk.getJson<LocateAnswer>(`/api/locate?lng=${lng}&lat=${lat}`)
    expect(located).toMatchObject({ inside: true, grid: { code } })
    await desk.fillIntake({ type: '邻里纠纷', severity: '黄色' })
    await desk.sendIntake()
    const id = await desk.waitForIncident(/邻里纠纷$/)
    const made = await detailOf(id)
    expect(made).toMatchObject({
      gridCode: code,
      severity: 'yellow',
      type: 'neighbours',
      state: 'reported',
      version: 1,
    })
    expect(made.title).toBe(`${made.villageName}${made.gridName}邻里纠纷`)
    expect(await desk.readIncident()).toContain(made.number)
  })

  it('takes six keys where the map says the place', async () => {
    await desk.startIntake()
    const before = desk.readAddress()
    for (const key of ['Tab', 'ArrowDown', 'Tab', 'Space', 'Enter']) await desk.pressKey(key)
    await expect.poll(() => desk.readAddress()).not.toBe(before)
    const made = await detailOf(await desk.waitForIncident(/邻里纠纷$/))
    expect(made).toMatchObject({ kind: 'dispute', type: 'neighbours', severity: 'blue', version: 1 })
  })

  it('asks for the place where the whole county is in view, unless its middle is chosen', async () => {
    const far = await openConsole(browser, origin, `/?hide=${besideGrids}`)
    await far.waitUntilDrawn()
    await far.startIntake('放大')
    await expect.poll(far.readFocus).toBe('搜索事发地点')
    await far.fillIntake({ type: '邻里纠纷', severity: '蓝色' })
    await far.pressKey('Control+Enter')
    await expect.poll(far.readIntakeFault).toBe('请先定下事发地点。')
    // where it can be typed at once, and Enter does nothing that was not asked for
    await expect.poll(far.readFocus).toBe('搜索事发地点')
    await far.takeMiddle()
    expect(await far.readDraftPlace()).toContain('大致位置：地图中央')
    await far.close()
  })

  it('says that a place tapped from far out is rough, comes nearer by itself, and takes the next tap for exact', async () => {
    const far = await openConsole(browser, origin, `/?hide=${besideGrids}`)
    await far.waitUntilDrawn()
    await far.startIntake('放大')
    await far.clickMap(0.5, 0.5)
    expect(await far.readDraftPlace()).toContain('大致位置：是在小比例地图上点的')
    const readZoom = () => Number(/#map=([\d.]+)/.exec(far.readAddress())?.[1])
    await expect.poll(readZoom).toBeGreaterThan(13.4)
    await far.clickMap(0.6, 0.5)
    await expect.poll(() => far.readDraftPlace()).not.toContain('大致位置')
    await far.close()
  })

  it('does not take a township for a place but goes on looking in it, and calls the middle of a village rough', async () => {
    await desk.startIntake()
    await desk.searchPlace('者海镇')
    await desk.readDraftPlace('者海镇范围太大')
    await expect.poll(desk.readFocus).toBe('搜索事发地点')
    await desk.fillIntake({ type: '邻里纠纷', severity: '蓝色' })
    await desk.sendIntake()
    await expect.poll(desk.readIntakeFault).toBe('请先定下事发地点。')
    // another township has one of that name, and comes before it where none was named
    await desk.searchPlace('小街社区')
    expect(await desk.readDraftPlace('大致位置：村中心')).toContain('者海镇 · 小街社区')
    await desk.clearIntake()
  })

  it('takes the code of a grid for somewhere in it', async () => {
    await desk.startIntake()
    await desk.searchPlace('530326105001001')
    await expect.poll(() => desk.readDraftPlace('530326105001001')).toContain('按网格登记')
    const title = aTitle('院墙开裂')
    await desk.fillIntake({ kind: '隐患', type: '道路', severity: '蓝色', title })
    await desk.sendIntake()
    expect(await detailOf(await desk.waitForIncident(title))).toMatchObject({
      gridCode: '530326105001001',
      kind: 'hazard',
    })
  })

  it('takes coordinates as phones and web maps have them, and keeps them as they were told', async () => {
    const [lng, lat] = convertCoordinates([103.66792, 26.44811], 'wgs84', 'gcj02')
    await desk.startIntake()
    await desk.pastePlace(`${lng},${lat}`, /GCJ-02/)
    await desk.readDraftPlace(/103\.66792\d?,26\.44811/)
    const title = aTitle('噪声扰民')
    await desk.fillIntake({ type: '邻里噪声', severity: '蓝色', title })
    await desk.sendIntake()
    const made = await detailOf(await desk.waitForIncident(title))
    expect(made.lngLat[0]).toBeCloseTo(103.66792, 5)
    expect(made.lngLat[1]).toBeCloseTo(26.44811, 5)
  })

  it('says what is missing and puts the focus there', async () => {
    await desk.startIntake()
    await desk.sendIntake()
    await expect.poll(desk.readIntakeFault).toBe('请选择类型。')
    await expect.poll(desk.readFocus).toBe('类型')
    await desk.fillIntake({ type: '邻里纠纷' })
    await desk.pressKey('Control+Enter')
    await expect.poll(desk.readIntakeFault).toBe('请选择等级。')
  })

  it('keeps what was typed over a reload, and makes one incident of two presses and of an answer that was lost', async () => {
    const title = aTitle('地界不清')
    await desk.fillIntake({ severity: '橙色', title })
    await desk.reload()
    await desk.readDraftPlace()
    await expect.poll(desk.readDraftTitle).toBe(title)
    await desk.loseNextAnswer()
    await desk.sendIntake(2)
    await expect.poll(desk.readIntakeFault).toMatch(/没有送达/)
    await desk.sendIntake(2)
    await desk.waitForIncident(title)
    const { items } = await desk.getJson<{ items: IncidentDetail[] }>(`/api/incidents?q=${encodeURIComponent(title)}`)
    // the words are looked for one by one
    expect(items.map((item) => item.title).filter((each) => each === title)).toEqual([title])
  })

  it('shows an open one of the same kind nearby before anything is sent, and opens that one instead', async () => {
    const { title, id } = await makeIncident()
    await desk.startIntake()
    await desk.pastePlace('103.6690,26.4481', /WGS84/)
    await expect.poll(() => desk.readSimilar(title)).toMatch(/\d+ m/)
    expect(await desk.readSimilarWidth(title)).toBeGreaterThan(60)
    await desk.sayItIsThisOne(title)
    expect(await desk.waitForIncident(title)).toBe(id)
  })

  it('has its hits beside the field on a phone, and leads to those nearby from above the button', async () => {
    const { title } = await makeIncident()
    const phone = await open({ width: 390, height: 844, isTouch: true }, '&panel=intake')
    await phone.typePlace('小街')
    await expect.poll(() => phone.isHitInReach(0)).toBe(true)
    await expect.poll(() => phone.isHitInReach(1)).toBe(true)
    await phone.pastePlace('103.66792,26.44811', /WGS84/)
    await phone.readSimilar(title)
    expect(await phone.isSimilarInSight()).toBe(false)
    await phone.goToSimilar()
    await expect.poll(() => phone.isSimilarInSight()).toBe(true)
    await phone.close()
  })
})

describe('where somebody stands', () => {
  it('is taken by a phone with how near that is, and what speaks against it is said', async () => {
    await desk.startIntake()
    expect(await desk.countPositionButtons()).toBe(0)
    const phone = await open({ width: 390, height: 844, isTouch: true }, '&panel=intake')
    await phone.readDraftPlace()
    await phone.standAt({ lngLat: [103.6243, 26.5444], accuracy: 19.4 })
    await phone.takeMyPosition()
    const told = await phone.readDraftPlace('误差约 ±20 米')
    expect(told).toContain('103.624300,26.544400')
    expect(told).not.toContain('大致位置')

    await phone.standAt({ lngLat: [103.6244, 26.5445], accuracy: 350 })
    await phone.takeMyPosition()
    await phone.readDraftPlace(/大致位置：定位不够准[\s\S]+误差约 ±350 米/)

    await phone.standAt({ lngLat: [103.63, 26.55], accuracy: 4200 })
    await phone.takeMyPosition()
    await expect.poll(phone.readIntakeFault).toMatch(/只能定到 ±4\.2 km/)
    await phone.standAt({ lngLat: [116.3974, 39.9093], accuracy: 10 })
    await phone.takeMyPosition()
    await expect.poll(phone.readIntakeFault).toMatch(/您现在不在本县/)
    await phone.standAt(null)
    await phone.takeMyPosition()
    await expect.poll(phone.readIntakeFault).toMatch(/没有获准使用位置/)
    // the last good one stays
    expect(await phone.readDraftPlace()).toContain('103.624400,26.544500')
    await phone.close()
  })
})

describe('working on an incident', () => {
  it('goes from the report to the end, each step a line of its history', async () => {
    const { id } = await openIncident()
    await expect.poll(desk.readWork).toEqual(['受理', '退回', '撤销', '并入', '上报上级', '更正'])
    await desk.pressWork('受理')
    await desk.waitForState('已受理')
    await desk.work('派单')
    await desk.waitForState('已派单')
    expect((await detailOf(id)).assignee).toMatchObject({ role: 'grid-worker' })
    await desk.pressWork('开始处置')
    await desk.waitForState('处置中')
    await desk.work('处置完毕', { '说明（可不填）': '双方握手言和' })
    await desk.waitForState('已处置')
    await desk.work('办结')
    await desk.waitForState('已办结')
    expect(await detailOf(id)).toMatchObject({ state: 'closed' })
    const readSteps = async () => (await desk.readTimeline()).map((line) => line.split('\n')[0]?.replace(/ · .*/, ''))
    await expect
      .poll(readSteps)
      .toEqual([
        '已上报',
        '已上报 → 已受理',
        '已受理 → 已派单',
        '已派单 → 处置中',
        '处置中 → 已处置',
        '已处置 → 已办结',
      ])
    const lines = await desk.readTimeline()
    expect(lines[4]).toContain('双方握手言和')
    expect(lines[2]).toContain('派给')
    expect(lines.every((line) => line.includes('county-operator'))).toBe(true)
    await expect.poll(desk.readWork).toEqual(['重新受理'])
  })

  it('prints the record with its history on one upright page', async () => {
    const { pages, isUpright, text } = await desk.readPrint()
    expect({ pages, isUpright }).toEqual({ pages: 1, isUpright: true })
    expect(text).toContain('已处置 → 已办结')
  })

  it('is sent to a unit that is found by its initials, and says what that is called', async () => {
    const { id } = await openIncident()
    await desk.pressWork('受理')
    await desk.waitForState('已受理')
    await desk.pressWork('派单')
    await desk.findUnit('kszyjj', '矿山镇应急救援队')
    await desk.submitDialog()
    await desk.waitUntilDialogIsGone()
    await desk.waitForState('已派单')
    expect(await detailOf(id)).toMatchObject({ unitName: '矿山镇应急救援队' })
    expect(await desk.readIncident()).toContain('矿山镇应急救援队')
    expect((await desk.readTimeline()).at(-1)).toContain('派给 矿山镇应急救援队')
  })

  it('wants a reason where somebody is sent away, and says so at the field', async () => {
    const { id } = await openIncident()
    await desk.pressWork('退回')
    await desk.submitDialog()
    await expect.poll(desk.readDialogFault).toBe('请写明原因。')
    await expect.poll(desk.readFocus).toBe('原因')
    await desk.fillDialog({ 原因: '不在本县' })
    await desk.submitDialog()
    await desk.waitForState('已退回')
    expect((await detailOf(id)).timeline.at(-1)).toMatchObject({ state: 'returned', note: '不在本县' })
  })

  it('takes one note in, where the answer was lost and the page has been loaded again since', async () => {
    const { id } = await openIncident()
    await desk.loseNextAnswer(`/api/incidents/${id}/notes`)
    await desk.addNote('已到现场')
    await expect.poll(desk.readNoteFault).toMatch(/连不上服务器/)
    await desk.reload()
    await desk.sendNote()
    await expect.poll(desk.readNote).toBe('')
    const { timeline } = await detailOf(id)
    expect(timeline.filter(({ note }) => note === '已到现场')).toHaveLength(1)
  })

  it('asks before a reason that was typed is lost, be it by Esc, by its button or by "back"', async () => {
    await openIncident()
    await desk.pressWork('退回')
    await expect.poll(desk.readFocus).toBe('原因')
    await desk.pressKey('Escape')
    await desk.waitUntilDialogIsGone()
    await desk.pressWork('退回')
    await desk.fillDialog({ 原因: '不属于本县' })
    await desk.pressKey('Escape')
    await desk.readDialogQuestion()
    await expect.poll(desk.readFocus).toBe('继续填写')
    await desk.pressKey('Escape')
    await expect.poll(desk.readFocus).toBe('原因')
    await desk.pressInDialog('取消')
    await desk.pressInDialog('继续填写')
    const address = desk.readAddress()
    await desk.goBack()
    await desk.readDialogQuestion()
    expect(desk.readAddress()).toBe(address)
    expect(await desk.readDialogField()).toBe('不属于本县')
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
  })

  it('goes "back" out of a dialog first, and only then out of the incident', async () => {
    await desk.stepTo(`/?hide=${besideGrids}${camera}`)
    const { id } = await openIncident()
    await desk.pressWork('退回')
    await expect.poll(desk.readFocus).toBe('原因')
    await desk.goBack()
    await desk.waitUntilDialogIsGone()
    expect(desk.readAddress()).toContain(id)
    await desk.goBack()
    await expect.poll(desk.readAddress).not.toContain(id)
  })

  it('asks before a choice is lost as well, unless it has been taken back', async () => {
    await openIncident()
    await desk.pressWork('受理')
    await desk.waitForState('已受理')
    await desk.pressWork('派单')
    await desk.chooseDepartment('司法所')
    await desk.pressKey('Escape')
    await desk.readDialogQuestion()
    await desk.pressInDialog('继续填写')
    await desk.chooseDepartment('不派部门')
    await desk.pressKey('Escape')
    await desk.waitUntilDialogIsGone()
    // a choice that is drawn, not the browser's own
    await desk.pressWork('上报上级')
    await desk.pressInDialog('乡镇', 'radio')
    await desk.pressKey('Escape')
    await desk.readDialogQuestion()
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
  })

  it('climbs a rung with its reason, and is handed back', async () => {
    const { id } = await openIncident()
    await desk.work('上报上级', { 原因: '需要司法所到场' })
    await expect.poll(async () => (await detailOf(id)).rung).toBe('village')
    await expect.poll(async () => (await desk.readTimeline()).at(-1)).toMatch(/上报：网格 → 村级\s+需要司法所到场/)
    await desk.work('下派', { 原因: '双方愿意自行商量' })
    await expect.poll(async () => (await desk.readTimeline()).at(-1)).toMatch(/下派：村级 → 网格/)
  })

  it('is merged into one that is named by its number', async () => {
    const target = await makeIncident()
    const { id } = await openIncident()
    await desk.pressWork('并入')
    await desk.fillDialog({ 事件编号: '20010101-000001' })
    await desk.submitDialog()
    await expect.poll(desk.readDialogFault).toMatch(/没有编号为 20010101-000001/)
    await desk.fillDialog({ 事件编号: target.number })
    await desk.submitDialog()
    await desk.waitForState('已合并')
    expect(await detailOf(id)).toMatchObject({ state: 'merged', mergedInto: target.id })
  })

  it('lets each field be chosen that two have corrected, and keeps what only one has', async () => {
    const { id, version, title } = await openIncident({ details: { partyCount: 2 } })
    await desk.pressWork('更正')
    await desk.fillDialog({ 标题: `${title}（我的）`, 涉及人数: '6' })
    await desk.sendJson('PATCH', `/api/incidents/${id}`, { version, title: `${title}（对方的）`, severity: 'red' })
    await desk.submitDialog()
    await desk.chooseInDialog(`我的：${title}（我的）`)
    await desk.submitDialog()
    await desk.waitUntilDialogIsGone()
    expect(await detailOf(id)).toMatchObject({
      title: `${title}（我的）`,
      severity: 'red',
      details: { partyCount: 6 },
      version: version + 2,
    })
  })

  it('says what was done meanwhile before a step is sent from a stale version', async () => {
    const { id, version } = await openIncident()
    await desk.pressWork('撤销')
    await desk.fillDialog({ 原因: '误报' })
    await desk.sendJson('PATCH', `/api/incidents/${id}`, { version, severity: 'red' })
    await desk.submitDialog()
    await expect.poll(desk.readDialogFault).toMatch(/等级：蓝色 → 红色/)
    expect((await detailOf(id)).state).toBe('reported')
    await desk.submitDialog()
    await desk.waitForState('已撤销')
  })

  it('keeps a dialog whose step somebody else has taken, with what was typed, and says that it is possible no more', async () => {
    const { id, version } = await openIncident()
    await desk.pressWork('撤销')
    await desk.fillDialog({ 原因: '报错了地方，\n在邻村' })
    await desk.sendJson('POST', `/api/incidents/${id}/transitions`, { version, to: 'cancelled', reason: '误报' })
    await expect.poll(desk.readDialogFault).toMatch(/已更新此事件：\s+状态：已上报 → 已撤销\s+这一步不再可行/)
    await expect.poll(desk.readDialogFault).toMatch(/^县级值班员|^county-operator/)
    expect(await desk.canSubmitDialog()).toBe(false)
    expect(await desk.readDialogField()).toBe('报错了地方，\n在邻村')
    await desk.pressKey('Escape')
    await desk.readDialogQuestion()
    await desk.pressInDialog('放弃')
    await desk.waitUntilDialogIsGone()
  })

  it('has a note for whoever goes on with it', async () => {
    const { id } = await openIncident()
    await desk.addNote('已电话联系双方，\n明天上门。')
    await expect.poll(async () => (await desk.readTimeline()).at(-1)).toMatch(/^备注\s+已电话联系双方，\s+明天上门。/)
    expect((await detailOf(id)).timeline.filter(({ kind }) => kind === 'note')).toHaveLength(1)
  })
})

describe('who may do what', () => {
  it('a village clerk: what a rung above has is only noted on', async () => {
    const clerk = await open({ as: 'village-clerk' })
    const session = await clerk.getJson<{ grants: { area: string }[] }>('/api/session')
    const village = session.grants[0]?.area ?? ''
    const { children } = await desk.getJson<{ children: { code: string }[] }>(`/api/areas/${village}`)
    const made = await makeIncident({ location: { gridCode: children[0]?.code } })
    const path = `/api/incidents/${made.id}/escalate`
    await desk.sendJson('POST', path, { version: made.version, reason: '需要乡镇', to: 'township' })
    await clerk.goTo(`/?hide=${besideGrids}&select=incident:${made.id}`)
    await clerk.waitForIncident(made.title)
    await expect.poll(clerk.readIncident).toContain('已由乡镇处理')
    expect(await clerk.readWork()).toEqual([])
    await clerk.addNote('村里已劝开')
    await expect.poll(async () => (await clerk.readTimeline()).at(-1)).toMatch(/村里已劝开/)
    await clerk.close()
  })

  it('whoever may not report finds no way to it', async () => {
    const auditor = await open({ as: 'auditor' })
    await expect.poll(auditor.readRail).toContain('审计记录')
    expect(await auditor.readRail()).not.toContain('登记事件')
    const before = auditor.readAddress()
    await auditor.pressKey('n')
    await auditor.pause(500)
    expect(auditor.readAddress()).toBe(before)
    await auditor.close()
  })
})

describe('in English', () => {
  it('takes an incident in and says what was done', async () => {
    const english = await open({}, '&lang=en')
    await english.startIntake()
    await expect.poll(() => english.readDraftPlace(/Village clerk/)).toMatch(/Who answers/)
    const title = aTitle('Wall fell on the road')
    await english.fillIntake({ kind: 'Hazard', type: 'Road', severity: 'Yellow', title })
    await english.sendIntake()
    await english.waitForIncident(title)
    await english.pressWork('Accept')
    await english.waitForState('Accepted')
    await expect.poll(english.readWork).toEqual(['Assign', 'Return', 'Withdraw', 'Merge', 'Escalate', 'Correct'])
    await expect.poll(async () => (await english.readTimeline()).at(-1)).toMatch(/^Reported → Accepted · Grid/)
    expect(await english.readIncident()).not.toMatch(/办理|经过|类型/)
    expect(english.consoleErrors).toEqual([])
    await english.close()
  })
})
