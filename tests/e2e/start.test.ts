import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles } from '#api/platform/access/access.contract.ts'
import { isPersonalRole } from '#api/platform/access/permissions.ts'
import { copyTemplate } from '../support/database.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { demoPassword, signIn } from '../support/sign-in.ts'

const longMs = 300_000
let folder: string

beforeAll(() => {
  folder = makeRunFolder('start')
})
afterAll(() => removeFolder(folder))

/** Username and password of each account that a start has printed. */
const readAccounts = (output: string): Map<string, string> =>
  new Map(
    [...output.matchAll(/^ {2}([a-z-]+) .*\s530326\d*\s+([\da-hjkmnp-tv-z]{4}(?:-[\da-hjkmnp-tv-z]{4}){3})$/gm)].map(
      ([, username = '', password = '']) => [username, password],
    ),
  )

const getJson = async (product: Product, path: string) => {
  const cookie = await signIn(product.origin)
  return (await fetch(`${product.origin}${path}`, { headers: { cookie } })).json()
}

describe('starting the product', () => {
  it(
    'says in one sentence that another process uses the data folder, and leaves that one alone',
    async () => {
      const { options, remove } = await copyTemplate('demo')
      const { dataFolder } = options
      const holder = await startProduct({ dataFolder })
      await holder.waitForAddress()
      const late = await startProduct({ dataFolder })
      const { code } = await late.end()
      expect(code).not.toBe(0)
      expect(late.output()).toMatch(/in use|正被|占用/)
      expect(late.output()).not.toMatch(/\n\s+at /)
      expect((await fetch(`${holder.origin}/api/readyz`)).status).toBe(200)
      expect(await getJson(holder, '/api/areas/530326')).toMatchObject({ code: '530326', gridCount: 4847 })
      const ended = await holder.end('SIGINT')
      expect(ended.code).toBe(0)
      expect(ended.milliseconds).toBeLessThan(15_000)
      await remove()
    },
    longMs,
  )

  it('says in one sentence that the port is in use, and leaves nothing half-made behind', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const dataFolder = join(folder, 'port')
    const product = await startProduct({ dataFolder, port })
    const { code } = await product.end(undefined, 120_000)
    await new Promise((resolve) => taken.close(resolve))
    expect(code).not.toBe(0)
    expect(product.output()).toContain(String(port))
    expect(product.output()).toMatch(/in use|占用/)
    expect(product.output()).not.toMatch(/\n\s+at /)
    expect(existsSync(dataFolder) ? readdirSync(dataFolder) : []).toEqual([])
  })

  it('takes no demonstration password where other machines come in', async () => {
    const product = await startProduct({ dataFolder: join(folder, 'host'), environment: { HOST: '0.0.0.0' } })
    const { code } = await product.end(undefined, 60_000)
    expect(code).not.toBe(0)
    expect(product.output()).toContain('HOST=0.0.0.0')
    expect(product.output()).toContain('ONEGRID_DEMO_PASSWORD')
    expect(product.output()).not.toContain(demoPassword)
    expect(existsSync(join(folder, 'host'))).toBe(false)
  })

  it(
    'prints one account a role with its own password, once, and opens to other machines only after they are gone',
    async () => {
      // As an installation from before there were accounts: demo data and nobody to sign in.
      const { options, remove } = await copyTemplate('demo')
      const { dataFolder } = options
      const environment = { ONEGRID_DEMO_PASSWORD: '' }
      const first = await startProduct({ dataFolder, environment })
      await first.waitForAddress()
      const passwords = readAccounts(first.output())
      expect([...passwords.keys()].sort()).toEqual(roles.filter(isPersonalRole).sort())
      expect(new Set(passwords.values()).size).toBe(passwords.size)
      expect(first.output().trimEnd().split('\n').at(-1)).toContain(`OneGrid 一张网: ${first.origin}`)
      const [role, area] = ['grid-worker', '530326105001001'] as const
      const cookie = await signIn(first.origin, role, passwords.get(role))
      const session = await (await fetch(`${first.origin}/api/session`, { headers: { cookie } })).json()
      expect(session).toMatchObject({ username: role, grants: [{ role, area }], pending: null })
      await first.end('SIGINT')

      const beyond = { HOST: '0.0.0.0', ...environment }
      const refused = await startProduct({ dataFolder, environment: beyond })
      expect((await refused.end(undefined, 120_000)).code).not.toBe(0)
      expect(refused.output()).toMatch(/HOST=0\.0\.0\.0.*clear-demo/)
      expect(refused.output()).not.toMatch(/\n\s+at /)

      const follower = await startProduct({ dataFolder })
      await follower.waitForAddress()
      expect(readAccounts(follower.output()).size).toBe(0)
      expect(follower.output()).not.toContain(demoPassword)
      await signIn(follower.origin, role)
      await expect(signIn(follower.origin, role, passwords.get(role))).rejects.toThrow('401')
      await follower.end('SIGINT')

      const own = ['--username', 'li.ming', '--name', '李明', '--role', 'administrator', '--area', '530326']
      for (const [args, said] of [
        [['create-user', ...own], 'li.ming is made'],
        [['clear-demo'], `${passwords.size} 演示账户`],
      ] as const) {
        const admin = await startProduct({ dataFolder, script: 'admin', arguments: [...args] })
        expect((await admin.end(undefined, 120_000)).code, admin.output()).toBe(0)
        expect(admin.output()).toContain(said)
      }
      const open = await startProduct({ dataFolder, environment: beyond })
      await open.waitForOutput(/OneGrid 一张网: http:\/\/0\.0\.0\.0/)
      expect(open.output()).toMatch(/ONEGRID_ORIGIN is not set.*421/)
      expect(open.output()).toMatch(/passwords cross the network in clear/)
      await open.end('SIGINT')
      await remove()
    },
    2 * longMs,
  )

  it('says in one sentence that the address of the database leads nowhere', async () => {
    const product = await startProduct({
      dataFolder: join(folder, 'url'),
      environment: { DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/none' },
    })
    const { code } = await product.end(undefined, 60_000)
    expect(code).not.toBe(0)
    expect(product.output()).toContain('DATABASE_URL')
    expect(product.output()).not.toContain('secret-word')
    expect(product.output()).not.toMatch(/\n\s+at /)
  })

  it('lists every variable with --help', async () => {
    const product = await startProduct({ dataFolder: join(folder, 'help'), arguments: ['--help'] })
    const { code } = await product.end(undefined, 60_000)
    expect(code).toBe(0)
    for (const name of ['HOST', 'PORT', 'DATABASE_URL', 'ONEGRID_DATA', 'ONEGRID_COUNTY', '--demo'])
      expect(product.output()).toContain(name)
    expect(existsSync(join(folder, 'help'))).toBe(false)
  })

  it('refuses an option it does not know', async () => {
    const product = await startProduct({ dataFolder: join(folder, 'option'), arguments: ['--dmeo'] })
    const { code } = await product.end(undefined, 60_000)
    expect(code).not.toBe(0)
    expect(product.output()).toContain('--dmeo')
  })
})
