import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { copyTemplate } from '../support/database.ts'
import { startFakeProvider } from '../support/fake-provider.ts'
import { findFreePort } from '../support/postgres-cluster.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { demoPassword } from '../support/sign-in.ts'
import { type Browser, openBrowser, takeWebGlAway } from './browser.ts'
import { besideGrids, type ConsoleDriver, findProduct, openConsole } from './console-driver.ts'

/** Where nobody is signed out for being slow. */
let origin: string
/** Signs out after a minute, and knows another way to sign in: who works here never rests. */
let copy: Awaited<ReturnType<typeof copyTemplate>>
let hasty: Product
let provider: Awaited<ReturnType<typeof startFakeProvider>>
let browser: Browser
/** Two minutes of waiting, while which the other tests go on. */
let staying: Promise<void>

beforeAll(async () => {
  origin = await findProduct()
  copy = await copyTemplate('demo')
  provider = await startFakeProvider()
  const port = await findFreePort()
  hasty = await startProduct({
    dataFolder: copy.options.dataFolder,
    port,
    environment: {
      // the shortest there is
      ONEGRID_IDLE_MINUTES: '1',
      ONEGRID_ORIGIN: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: provider.url,
      OIDC_CLIENT_ID: 'onegrid',
      OIDC_CLIENT_SECRET: provider.secret,
    },
  })
  await hasty.waitForAddress(300_000)
  browser = await openBrowser()
  staying = staySignedIn()
  // Told where it is waited for.
  staying.catch(() => {})
})
afterAll(async () => {
  await Promise.allSettled([browser?.close(), hasty?.end('SIGINT'), provider?.close()])
  await copy?.remove()
})

const path = `/?panel=layers&hide=${besideGrids}&select=area:530326106`
const opened: ConsoleDriver[] = []
async function open(options: Parameters<typeof openConsole>[3] = {}, at = path, from = origin): Promise<ConsoleDriver> {
  const desk = await openConsole(browser, from, at, options)
  opened.push(desk)
  return desk
}
async function staySignedIn(): Promise<void> {
  const desk = await openConsole(browser, hasty.origin, path)
  await desk.waitUntilDrawn()
  await desk.waitForIdleWarning()
  await desk.staySignedIn()
  await desk.waitUntilIdleWarningIsGone()
  await desk.account.openWays()
  await desk.waitForIdleWarning()
  await desk.waitForSignIn()
  await desk.waitUntilIdleWarningIsGone()
  await desk.signInAgain(demoPassword)
  expect(await desk.readDialog()).toContain('登录方式')
  await desk.close()
}
const closeAll = async () => {
  for (const desk of opened.splice(0)) await desk.close()
}

describe('signing in', () => {
  it('loads no map, says what is wrong, and opens the console by the keyboard alone, without a reload', async () => {
    const desk = await open({ as: null })
    await desk.waitForSignIn()
    expect(desk.readRequests().filter((asked) => /maplibre|tiles|grids/.test(asked))).toEqual([])
    await desk.signInByKeyboard('planner', 'not the password')
    expect(await desk.readSignInFault()).toContain('用户名或密码不对')
    await desk.signInAgain(demoPassword)
    await desk.waitUntilDrawn()
    await desk.waitForInspectorName('者海镇')
    expect(desk.readRequests().filter((asked) => asked === '/')).toHaveLength(1)
    await closeAll()
  })

  it('by another system works once the own account is bound to it, and leads back to the same view', async () => {
    const desk = await open({ as: 'planner' }, path, hasty.origin)
    await desk.account.openWays()
    expect(await desk.account.bind('统一身份认证', demoPassword)).toContain('已绑定')
    expect(desk.readAddress()).not.toContain('sign-in')
    await expect.poll(() => desk.account.readWay('统一身份认证')).toContain(`已绑定 ${provider.user}`)
    await desk.pressKey('Escape')
    await desk.signOut()
    await desk.waitForSignIn()
    await desk.account.signInBy('统一身份认证')
    await desk.waitForInspectorName('者海镇')
    await desk.account.openWays()
    await desk.account.unbind('统一身份认证')
    await closeAll()
  })

  it('ends in every tab of the browser at once', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    const tab = await desk.openTab(path)
    await desk.signOut()
    await desk.waitForSignIn()
    await tab.waitForSignIn()
    await tab.close()
    await expect.poll(desk.countMapCanvases).toBe(0)
    await closeAll()
  })

  it('leaves what was typed in another tab there for whoever typed it, and shows it to nobody else', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    const tab = await desk.openTab('/?panel=intake')
    await tab.fillIntake({ title: '院墙之争' })
    await desk.signOut()
    await tab.signInByKeyboard('emergency-commander', demoPassword)
    await expect.poll(tab.readDraftTitle).toBe('')
    await tab.signOut()
    await tab.signInByKeyboard('county-operator', demoPassword)
    await expect.poll(tab.readDraftTitle).toBe('院墙之争')
    // here it was meant
    await tab.signOut()
    await tab.signInByKeyboard('county-operator', demoPassword)
    await expect.poll(tab.readDraftTitle).toBe('')
    await tab.close()
    await closeAll()
  })

  it('comes back over the map when the session has ended, and the same person goes on where it was', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    await desk.stepTo(`${path}&metric=population`)
    const before = desk.readAddress()
    await desk.account.startPassword('half')
    await desk.loseSession()
    await desk.waitForSignIn()
    expect(await desk.countMapCanvases()).toBe(1)
    await desk.pressKey('Escape')
    // "back" asks nothing of a sheet that nobody sees
    await desk.goBack()
    await expect.poll(desk.readAddress).toBe(before)
    expect(await desk.account.countQuestions()).toBe(0)
    await desk.signInAgain(demoPassword)
    await desk.waitForInspectorName('者海镇')
    // the sheet that was open, with what was being typed
    expect(await desk.account.goOnWithPassword(' typed')).toBe('half typed')
    expect(desk.readAddress()).toBe(before)
    expect(desk.readRequests().filter((asked) => asked === '/')).toHaveLength(1)
    await closeAll()
  })
})

describe('the page', () => {
  it('says when the program of the console does not come, and opens the console once it does', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    expect(await desk.reloadWithoutConsoleCode()).toContain('控制台的程序没有载入')
    await desk.retryWithConsoleCode()
    await desk.waitUntilDrawn()
    await desk.waitForInspectorName('者海镇')
    await closeAll()
  })

  it('puts the focus into the first field of a sheet, and back when the sheet closes', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    await desk.account.openPassword()
    await expect.poll(desk.account.readFocus).toBe('当前密码')
    await desk.pressKey('Escape')
    await expect.poll(desk.account.readFocus).toMatch(/^账号: /)
    await closeAll()
  })

  it('asks before a password that was typed goes by "back", and drops old drafts where nobody is signed in', async () => {
    const desk = await open()
    await desk.waitUntilDrawn()
    await desk.stepTo(`${path}&metric=population`)
    await desk.account.startPassword('half')
    await desk.goBack()
    await expect.poll(desk.account.countQuestions).toBe(1)
    await desk.account.goOn()
    expect(await desk.account.goOnWithPassword(' typed')).toBe('half typed')
    await desk.goBack()
    await expect.poll(desk.account.countQuestions).toBe(1)
    await desk.account.discard()
    await expect.poll(desk.account.readFocus).toMatch(/^账号: /)
    await desk.account.leaveOldDraft()
    await desk.loseSession()
    await desk.reloadPage()
    await desk.waitForSignIn()
    await expect.poll(desk.account.countDrafts).toBe(0)
    await closeAll()
  })
})

describe('what a role sees', () => {
  it.each([
    {
      as: 'county-operator',
      rail: ['图层', '事件', '登记事件', '吹哨', '巡查', '应急研判', '网格表', '统计', '系统管理'],
    },
    { as: 'planner', rail: ['图层', '应急研判', '网格表'] },
    { as: 'auditor', rail: ['图层', '应急研判', '网格表', '审计记录'] },
    { as: 'administrator', rail: ['图层', '应急研判', '网格表', '系统管理'] },
  ] as const)('$as: only the panels that hold something', async ({ as, rail }) => {
    const desk = await open({ as }, `/?hide=${besideGrids}`)
    await desk.waitUntilDrawn()
    await expect.poll(async () => (await desk.readRail()).slice(0, -2)).toEqual(rail)
    await closeAll()
  })

  it('a bar with more panels than a phone has room for fades where it goes on, and only there', async () => {
    const openBar = async (language: string) => {
      const desk = await open(
        { as: 'county-operator', width: 390, height: 844 },
        `/?lang=${language}&hide=${besideGrids}`,
      )
      await desk.waitUntilDrawn()
      return desk
    }
    const english = await openBar('en')
    await expect.poll(english.readRailEnd).toEqual({ hasMore: true, fade: 1 })
    await english.scrollRailToEnd()
    await expect.poll(english.readRailEnd).toEqual({ hasMore: false, fade: 0 })
    const chinese = await openBar('zh')
    await expect.poll(chinese.readRailEnd).toEqual({ hasMore: false, fade: 0 })
    await closeAll()
  })

  it('a planner: no incident is asked for, and a link to one says kindly why', async () => {
    const desk = await open({ as: 'planner' }, `/?panel=patrols&hide=${besideGrids.replace('incidents,', '')}`)
    await desk.waitUntilDrawn()
    await desk.waitForText(/您的角色不能查看“巡查”/)
    await desk.pressKey('2')
    await desk.pause(2000)
    expect(desk.readRequests().filter((asked) => /^\/api\/(incidents|patrols)/.test(asked))).toEqual([])
    expect(desk.consoleErrors).toEqual([])
    await closeAll()
  })

  it('a township: its incidents alone, every list says so, and the map begins there or at the incident of a link', async () => {
    const desk = await open({ as: 'township-operator' }, `/?hide=${besideGrids}`)
    await desk.waitUntilDrawn()
    await desk.waitForText('只含您管辖范围内的')
    await expect.poll(desk.readAccountMenu).toContain('乡镇值班员')
    // the whole county is farther out
    await desk.waitForAddress(/#map=(9|1\d)/)
    const { items } = await desk.getJson<{ items: Pick<Incident, 'id' | 'lngLat'>[] }>('/api/incidents?limit=1')
    const [lng, lat] = items[0]?.lngLat ?? [0, 0]
    await desk.goTo(`/?hide=${besideGrids}&select=incident:${items[0]?.id}`)
    await desk.waitForAddress(/#map=1[3-9]/)
    const [atLat = 0, atLng = 0] =
      /#map=[\d.]+\/([\d.]+)\/([\d.]+)/.exec(desk.readAddress())?.slice(1).map(Number) ?? []
    // panels take the middle of the window away from the middle of what is seen
    expect(Math.hypot(atLng - lng, atLat - lat)).toBeLessThan(0.1)
    await closeAll()
  })
})

describe('administration', () => {
  /** Over a desk that draws no map: nothing here is about it, and drawing takes the processor longest. */
  const openAdministration = async () => {
    const desk = await open({ as: 'administrator', beforeLoad: takeWebGlAway }, '/?panel=admin')
    return desk.administration
  }
  const incidentsOf = async (key: string, area: string) => {
    const answer = await fetch(`${origin}/api/incidents?area=${area}&limit=500`, {
      headers: { authorization: `Bearer ${key}` },
    })
    return { status: answer.status, body: (await answer.json()) as { items?: unknown[] } }
  }

  it('makes a person, who signs in by the one-time password, has to change it, and then sees the township', async () => {
    const { administration } = await open({ as: 'administrator' }, `/?panel=admin&hide=${besideGrids}`)
    const password = await administration.createPerson({
      name: '李明',
      username: 'li.ming',
      role: '乡镇值班员',
      places: ['者海镇'],
    })
    const desk = await open({ as: null }, `/?hide=${besideGrids}`)
    await desk.signInByKeyboard('li.ming', password)
    await desk.waitForText('请设置自己的密码')
    // the password alone opens nothing yet
    expect(desk.readRequests().filter((asked) => /^\/(tiles|api\/(grids|editions|incidents))/.test(asked))).toEqual([])
    await desk.changeFirstPassword(password, 'short')
    await expect.poll(desk.readFirstPasswordForm).toMatch(/至少 10 个字符/)
    await desk.changeFirstPassword(password, 'Meeting-At-Nine-2026')
    await desk.waitUntilDrawn()
    await expect.poll(desk.readAccountMenu).toContain('者海镇')
    await desk.signOut()
    await desk.signInByKeyboard('li.ming', password)
    expect(await desk.readSignInFault()).toContain('用户名或密码不对')
    await closeAll()
  })

  it('gives a role and takes it back, and whoever is at work sees it without signing in again', async () => {
    const planner = await open({ as: 'planner' }, `/?hide=${besideGrids}`)
    await planner.waitUntilDrawn()
    await expect.poll(planner.readRail).toContain('图层')
    expect(await planner.readRail()).not.toContain('事件')
    const administration = await openAdministration()
    await administration.choosePerson('区划规划员')
    await administration.giveRole('应急指挥员', ['会泽县', '者海镇'])
    await expect.poll(administration.readRoles).toEqual(['区划规划员', '应急指挥员'])
    await expect.poll(planner.readRail).toContain('事件')
    await administration.takeRole('应急指挥员')
    await expect.poll(administration.readRoles).toEqual(['区划规划员'])
    await expect.poll(planner.readRail).not.toContain('事件')
    await closeAll()
  })

  it('pairs a wall by its code, and the wall goes dark when it next asks once it is taken back', async () => {
    // somebody has signed in in the same browser: the screen is a wall all the same, and goes dark
    const screen = await open({ as: 'county-operator' }, '/wall')
    const countAsks = () => screen.readRequests().filter((asked) => asked === '/api/session').length
    const code = await screen.wall.readCode()
    const administration = await openAdministration()
    await administration.chooseTab('大屏')
    await administration.pairWall({ code, name: '指挥中心左屏', places: ['会泽县', '者海镇'] })
    await administration.waitForCard('指挥中心左屏')
    await screen.wall.waitForMap()
    await screen.waitForText('者海镇')
    await screen.wall.watchForDark()
    const revokedAt = await administration.revokeWall('指挥中心左屏')
    const askedBefore = countAsks()
    const darkAfterMs = (await screen.wall.readDarkAt()) - revokedAt
    // Every 3 s, so after less than 5 where nobody else wants the processor: one is on its way, the next one is told.
    expect(countAsks() - askedBefore).toBeLessThanOrEqual(3)
    expect(darkAfterMs).toBeLessThan(20_000)
    await screen.waitForText('此屏已取消配对')
    await administration.waitUntilCardIsGone('指挥中心左屏')
    await closeAll()
  })

  it('makes a key that is shown once and serves in its area alone, until it is revoked', async () => {
    const administration = await openAdministration()
    await administration.chooseTab('密钥')
    const key = await administration.createKey({
      name: '应急广播平台',
      role: '乡镇值班员',
      places: ['者海镇'],
    })
    const inside = await incidentsOf(key, '530326106')
    expect(inside.status).toBe(200)
    expect(inside.body.items?.length).toBeGreaterThan(0)
    const outside = await incidentsOf(key, '530326105')
    expect(outside).toMatchObject({ status: 200, body: { items: [], total: 0, partial: true } })
    await administration.revokeKey('应急广播平台')
    await expect.poll(async () => (await incidentsOf(key, '530326106')).status).toBe(401)
    await closeAll()
  })
})

describe('a session that nobody uses', () => {
  it('warns before it ends, goes on for who stays, ends, and is taken up again under the dialog that was open', () =>
    staying)
})
