import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { verifyPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findGoodKey } from '#api/people/keys/keys.repo.ts'
import { hashSecret } from '#api/platform/access/secrets.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'

/** `npm run admin` over a database that a server holds open, as while it runs. */
describe('the command line of administrators', () => {
  let copy: Awaited<ReturnType<typeof copyTemplate>>
  let database: Awaited<ReturnType<typeof openDatabase>>
  beforeAll(async () => {
    copy = await copyTemplate('empty')
    database = await openDatabase({ ...copy.options, county: testCounty })
  }, 240_000)
  afterAll(async () => {
    await database?.close()
    await copy?.remove()
  })

  async function admin(...words: string[]) {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'admin', ...words], {
      cwd: resolve(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ONEGRID_DATA: copy.options.dataFolder,
        DATABASE_URL: copy.options.databaseUrl ?? '',
        // Wrong, and none of a tool's business.
        ONEGRID_RATE_LIMIT: 'many',
      },
    })
    let [printed, said] = ['', '']
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    const code = await new Promise<number | null>((done) => child.once('close', done))
    return { code, printed, said }
  }
  const one = (username: string) => ['--username', username]
  const inCounty = (role: string) => ['--role', role, '--area', testCounty]
  const findUser = async (username: string) => {
    const [row] = await database.read((handle) =>
      handle.rows<{ password: string; disabled: boolean; must: boolean; until: Date | null; grants: string[] }>(
        sql`SELECT c.password, u.disabled_at IS NOT NULL AS disabled, u.must_change_password AS must, u.valid_until AS until,
            array(SELECT g.role FROM onegrid.grants g WHERE g.user_id = u.id AND g.revoked_at IS NULL ORDER BY 1) AS grants
          FROM onegrid.users u JOIN onegrid.credentials c ON c.user_id = u.id WHERE u.username = ${username}`,
      ),
    )
    return row
  }

  it('makes the first administrator of a county that has no map yet, and prints the one-time password alone', async () => {
    const made = await admin(
      'create-user',
      ...one('li.ming'),
      '--name',
      '李明',
      ...inCounty('administrator'),
      '--until',
      '2099-12-31',
    )
    expect([made.code, made.said]).toEqual([0, expect.stringContaining('li.ming')])
    expect(made.printed).toMatch(/^([a-z2-8]{5}-){3}[a-z2-8]{5}\n$/)
    const user = await findUser('li.ming')
    expect(user).toMatchObject({ must: true, disabled: false, grants: ['administrator'] })
    // The whole of that day counts.
    expect(user?.until?.getTime()).toBe(new Date(2100, 0, 1).getTime())
    expect(await verifyPassword({ hash: user?.password ?? '', password: made.printed.trim() })).toBe(true)
    const reset = await admin('reset-password', ...one('li.ming'))
    const { password: hash = '' } = (await findUser('li.ming')) ?? {}
    expect(await verifyPassword({ hash, password: reset.printed.trim() })).toBe(true)
    expect(await verifyPassword({ hash, password: made.printed.trim() })).toBe(false)
  }, 120_000)

  it('grants, revokes, disables and lists, under the rules of the product', async () => {
    await admin('create-user', ...one('wang.fang'), '--name', '王芳', ...inCounty('planner'))
    expect((await admin('grant', ...one('wang.fang'), ...inCounty('approver'))).code).toBe(0)
    expect((await admin('revoke', ...one('wang.fang'), ...inCounty('planner'))).code).toBe(0)
    expect((await findUser('wang.fang'))?.grants).toEqual(['approver'])
    const excluded = await admin('grant', ...one('li.ming'), ...inCounty('auditor'))
    expect([excluded.code, excluded.printed]).toEqual([1, ''])
    expect(excluded.said).toContain('互斥')
    const last = await admin('disable', ...one('li.ming'))
    expect([last.code, last.said]).toEqual([1, expect.stringContaining('last administrator')])
    expect((await admin('disable', ...one('wang.fang'))).code).toBe(0)
    const table = await admin('list')
    expect(table.printed).toMatch(/wang\.fang +王芳 +disabled +approver@530326/)
    const { printed } = await admin('list', '--json')
    expect(JSON.parse(printed)).toMatchObject([{ username: 'li.ming' }, { username: 'wang.fang', state: 'disabled' }])
    expect((await admin('enable', ...one('wang.fang'))).code).toBe(0)
    expect((await findUser('wang.fang'))?.disabled).toBe(false)
  }, 240_000)

  it('makes a key and prints nothing else, and revokes it', async () => {
    const made = await admin('create-key', '--name', '12345', ...inCounty('county-operator'), '--days', '7')
    expect(made.printed).toMatch(/^ogk_[\w-]{43}\n$/)
    const find = () => database.read((handle) => findGoodKey(handle, hashSecret(made.printed.trim())))
    const key = await find()
    expect((Number(key?.expiresAt) - Date.now()) / 86_400_000).toBeCloseTo(7, 1)
    expect((await admin('list-keys')).printed).toContain(key?.id)
    expect((await admin('revoke-key', '--id', key?.id ?? '')).code).toBe(0)
    expect(await find()).toBeUndefined()
    expect((await admin('revoke-key', '--id', key?.id ?? '')).code).toBe(1)
    expect(JSON.parse((await admin('list-walls', '--json')).printed)).toEqual([])
  }, 240_000)

  it.each([
    ['nonsense'],
    ['create-user', '--username', 'x.y.z'],
    ['create-user', '--username', 'A B', '--name', 'x', '--role', 'planner', '--area', testCounty],
    ['create-user', '--username', 'x.y.z', '--name', 'x', '--role', 'king', '--area', testCounty],
    [
      'create-user',
      '--username',
      'x.y.z',
      '--name',
      'x',
      '--role',
      'planner',
      '--area',
      testCounty,
      '--until',
      '2027-02-30',
    ],
    ['create-user', '--username', 'x.y.z', '--name', 'x', '--role', 'wall', '--area', testCounty],
    ['create-key', '--name', 'x', '--role', 'administrator', '--area', testCounty],
    ['create-key', '--name', 'x', '--role', 'planner', '--area', testCounty, '--days', '400'],
    ['list', '--username', 'x'],
    ['revoke-key', '--id', '7'],
  ])(
    'leaves with 2 and changes nothing when it is called wrongly: %s %s %s %s',
    async (...words) => {
      const { code, printed, said } = await admin(...words)
      expect([code, printed]).toEqual([2, ''])
      expect(said).toMatch(/ \/ /)
      expect(await findUser('x.y.z')).toBeUndefined()
    },
    60_000,
  )
})
