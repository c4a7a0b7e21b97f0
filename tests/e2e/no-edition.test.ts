import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyTemplate } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type ConsoleDriver, openConsole } from './console-driver.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let browser: Browser
let desk: ConsoleDriver
let firstPassword: string

beforeAll(async () => {
  // As the README's way into production begins: a server without a coverage, and one account from the command line.
  copy = await copyTemplate('empty', 'server')
  const { dataFolder, databaseUrl = '' } = copy.options
  const environment = { DATABASE_URL: databaseUrl }
  product = await startProduct({ dataFolder, environment })
  await product.waitForAddress(300_000)
  const who = ['--username', 'li.ming', '--name', '李明', '--role', 'administrator', '--area', '530326']
  const tool = await startProduct({ dataFolder, environment, script: 'admin', arguments: ['create-user', ...who] })
  await tool.end(undefined, 60_000)
  firstPassword = /^[a-z\d]+(-[a-z\d]+){3}$/m.exec(tool.output())?.[0] ?? tool.output()
  browser = await openBrowser()
  desk = await openConsole(browser, product.origin, '/', { as: null })
})
afterAll(async () => {
  await Promise.allSettled([browser?.close(), product?.end('SIGINT')])
  await copy?.remove()
})

const enter = async (username: string, password: string, own: string) => {
  await desk.signInByKeyboard(username, password)
  await desk.waitForText('请设置自己的密码')
  await desk.changeFirstPassword(password, own)
  await desk.waitForText('还没有网格底图')
}

describe('a county without a coverage', () => {
  let auditorPassword: string

  it('lets the first administrator make a person, and sign out', async () => {
    await enter('li.ming', firstPassword, 'Meeting-At-Nine-2026')
    await desk.waitForText('请新增一名区划规划员')
    await expect.poll(desk.readRail).toEqual(['导入网格底图', '系统管理'])
    await desk.pressKey('7')
    const auditor = { name: '周敏', username: 'zhou.min', role: '审计员', places: [] }
    auditorPassword = await desk.administration.createPerson(auditor)
    await desk.administration.choosePerson('周敏')
    await expect.poll(() => desk.administration.readRoles()).toEqual(['审计员'])
    await desk.signOut()
    await desk.waitForSignIn()
  })

  it('says to others whom to ask, and asks for nothing that they may not read', async () => {
    const before = desk.readRequests().length
    await enter('zhou.min', auditorPassword, 'Niulan-River-2026')
    await desk.waitForText('请联系管理员安排导入')
    await expect.poll(desk.readRail).toEqual(['审计记录'])
    const asked = () => desk.readRequests().slice(before)
    // until it looks again whether there is one
    await expect
      .poll(() => asked().filter((path) => path === '/api/editions/current').length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(3)
    expect(asked().filter((path) => path.startsWith('/api/imports'))).toEqual([])
    expect(desk.consoleErrors.filter((said) => said.includes('403'))).toEqual([])
  })
})
