import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { recordBackup } from '#api/platform/backup/record-backup.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import type { Database } from '#api/platform/db/client.ts'
import { backUp } from '../support/backup-content.ts'
import { testCounty } from '../support/database.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { goodPassword, openSignInApp } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

let folder: string
let files = 0
let opened: Awaited<ReturnType<typeof openSignInApp>>
let database: Database
const actor = { kind: 'system' as const, id: 'tests', name: 'restorer' }
const nextPassword = 'Wujiang-River-12'
const nothing = { keys: 0, walls: 0, accounts: 0, grants: 0, passwords: 0, secondFactors: 0, bindings: 0, policies: 0 }

const run = (...statements: ReturnType<typeof sql>[]) =>
  database.write(async (transaction) => {
    for (const statement of statements) await transaction.run(statement)
  })
const rows = <Row>(query: ReturnType<typeof sql>) => database.read((handle) => handle.rows<Row>(query))
async function takeBackup(): Promise<string> {
  const file = join(folder, `${++files}.ocb`)
  await sealEntries(database, plainDigest)
  await recordBackup(database, { file, actor, auditDigest: plainDigest })
  await backUp(database, file)
  return file
}
/** The test's own application is somebody else to a restore: it ends, and so do its connections. */
async function leaveAlone(): Promise<void> {
  await opened.endApps()
  for (let others = 1; database.kind === 'server' && others > 0; )
    others = (
      await rows(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`)
    ).length
}
async function restore(file: string, more: Partial<Parameters<typeof restoreBackup>[0]> = {}) {
  await leaveAlone()
  const backup = await verifyBackupFile(file)
  return restoreBackup({ database, county: testCounty, backup, isReplacing: true, actor, ...more })
}
const addKey = (name: string) =>
  run(sql`INSERT INTO onegrid.api_keys (name, secret_hash, role, area_code, created_by, expires_at)
          VALUES (${name}, ${`k ${name}`}, 'viewer', ${testCounty}, 't', now() + interval '1 day')`)
const addWall = (name: string) =>
  run(sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by)
          VALUES (${name}, 's', ${testCounty}, ${`w ${name}`}, 't')`)
/** What is open, by name. */
const listOpen = async () => {
  const found = await rows<{ kind: string; names: string[] }>(
    sql`SELECT kind, array_agg(name ORDER BY name) AS names FROM (
          SELECT 'keys' AS kind, name FROM onegrid.api_keys WHERE revoked_at IS NULL
          UNION ALL SELECT 'walls', name FROM onegrid.walls WHERE revoked_at IS NULL
          UNION ALL SELECT 'accounts', username FROM onegrid.users
            WHERE disabled_at IS NULL AND (valid_until IS NULL OR valid_until > now())
          UNION ALL SELECT 'roles', username || ' ' || role || coalesce(' until ' || g.valid_until::date, '')
            FROM onegrid.grants g JOIN onegrid.users u ON u.id = g.user_id WHERE g.revoked_at IS NULL
          UNION ALL SELECT 'bindings', account_id FROM onegrid.credentials WHERE provider_id <> 'credential'
        ) AS open GROUP BY kind`,
  )
  return Object.fromEntries(found.map(({ kind, names }) => [kind, names]))
}

beforeAll(async () => {
  folder = makeMemoryFolder('restore-closes', 1e9)
  opened = await openSignInApp()
  database = opened.database
}, 120_000)
afterAll(async () => {
  await opened?.close()
  removeFolder(folder)
})

describe('what was closed after the backup', () => {
  let first: string
  let second: string
  let uri: string
  let resetPassword: string
  beforeAll(async () => {
    const desk = (await opened.wire()).openBrowser()
    const send = async <Body>(method: string, path: string, body?: unknown) => {
      const answer = await desk.send<Body>(method, path, body)
      expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
      return answer.body
    }
    const ids: Record<string, string> = { 'wang.wu': await opened.addUser('wang.wu', 'administrator') }
    for (const name of ['zhao.liu', 'qian.qi', 'sun.ba', 'zhou.jiu', 'wu.shi'])
      ids[name] = await opened.addUser(name, 'planner')
    for (const name of ['stays', 'leaked']) {
      await addKey(name)
      await addWall(name)
    }
    await run(
      sql`INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id) VALUES
          ('b1', ${ids['sun.ba']}, 'wecom:corp', 'SunBa'), ('b2', ${ids['qian.qi']}, 'wecom:corp', 'QianQi')`,
    )
    await desk.signIn('wang.wu')
    first = await takeBackup()
    await opened.addUser('between')
    await addKey('between')
    second = await takeBackup()

    const idOf = async (table: string) =>
      (await rows<{ id: string }>(sql`SELECT id FROM onegrid.${sql.identifier(table)} WHERE name = 'leaked'`))[0]?.id
    await send('DELETE', `/api/keys/${await idOf('api_keys')}`)
    await send('DELETE', `/api/walls/${await idOf('walls')}`)
    await send('PATCH', `/api/accounts/${ids['zhao.liu']}`, { version: 1, isDisabled: true })
    // With the password what the account was bound to goes as well.
    const reset = await send<{ password: string }>('POST', `/api/accounts/${ids['sun.ba']}/password`)
    resetPassword = reset.password
    for (const name of ['qian.qi', 'wu.shi']) {
      const { grants } = await send<{ grants: { id: string }[] }>('GET', `/api/accounts/${ids[name]}`)
      await send('DELETE', `/api/accounts/${ids[name]}/grants/${grants[0]?.id}`)
    }
    await run(
      // Given back, for a time.
      sql`INSERT INTO onegrid.grants (user_id, role, area_code, valid_until, granted_by)
          VALUES (${ids['wu.shi']}, 'planner', ${testCounty}, '2099-01-01', 't')`,
      sql`DELETE FROM onegrid.users WHERE username = 'zhou.jiu'`,
    )
    await send('PUT', '/api/role-policies', { items: [{ role: 'approver', requiresSecondFactor: true }] })
    await send('POST', '/api/session/password', { current: goodPassword, next: nextPassword })
    const enrolment = '/api/session/second-factor/enrolment'
    uri = (await send<{ uri: string }>('POST', enrolment, { password: nextPassword })).uri
    await send('POST', `${enrolment}/confirm`, { code: codeOf(uri) })
    await opened.addUser('after')
  }, 120_000)

  const open = {
    keys: ['stays'],
    walls: ['stays'],
    accounts: ['qian.qi', 'sun.ba', 'wang.wu', 'wu.shi'],
    roles: [
      'sun.ba planner',
      'wang.wu administrator',
      'wu.shi planner until 2099-01-01',
      'zhao.liu planner',
      'zhou.jiu planner',
    ],
    bindings: ['QianQi'],
  }

  it('stays closed where the database that is replaced can be read, and everybody comes in with the last password and second factor', async () => {
    await sealEntries(database, plainDigest)
    const [head] = await rows<{ head: string }>(sql`SELECT seq || ' ' || hash AS head FROM audit_head`)
    const { digest } = await verifyBackupFile(first)
    const before = await listOpen()
    const stop = ({ step }: { step: string }) => {
      if (step === 'commit') throw new Error('stopped at the last moment')
    }
    await expect(restore(first, { onProgress: stop })).rejects.toThrow('last moment')
    expect(await listOpen()).toEqual(before)
    const { closing, hasAdministrator, unreadable } = await restore(first)
    const closed = {
      keys: 1,
      walls: 1,
      accounts: 2,
      grants: 1,
      passwords: 2,
      secondFactors: 1,
      bindings: 1,
      policies: 1,
    }
    expect({ closing, hasAdministrator, unreadable }).toEqual({
      closing: { knowledge: 'later', closed, unknown: { accounts: 0, keys: 0, walls: 0 } },
      hasAdministrator: true,
      unreadable: [],
    })
    expect(await listOpen()).toEqual(open)
    const lines = (await opened.auditLines()) as { actor: string; action: string; details: Record<string, unknown> }[]
    const closings = lines.filter(({ actor, details }) => actor === 'restorer' && details?.cause === 'restore')
    const told = closings.map(({ action, details }) => `${action} ${details.did} ${details.name}`)
    expect(told.sort()).toEqual([
      'accounts.write disable zhao.liu',
      'accounts.write disable zhou.jiu',
      'accounts.write keep-password sun.ba',
      'accounts.write keep-password wang.wu',
      'accounts.write keep-second-factor wang.wu',
      'accounts.write revoke qian.qi',
      'keys.write revoke leaked',
      'policies.write keep-second-factor approver',
      'session.way-unbound unbind sun.ba',
      'walls.write revoke leaked',
    ])
    expect(lines.at(-1)?.action).toBe('backup.restore')
    expect(lines.at(-1)?.details).toMatchObject({ digest, replacedHead: head?.head, sinceBackup: 'later', closed })
    expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined })

    const desk = (await opened.wire()).openBrowser('10.0.0.2')
    for (const name of ['wang.wu', 'zhao.liu', 'sun.ba', 'zhou.jiu', 'after'])
      expect((await desk.signIn(name)).status, name).toBe(401)
    expect((await desk.signIn('wang.wu', nextPassword)).body.next).toBe('second-factor')
    expect((await desk.send('POST', '/api/session/second-factor', { code: codeOf(uri) })).body).toEqual({
      next: 'done',
    })
    expect((await desk.send('GET', '/api/accounts')).status).toBe(200)
    const other = (await opened.wire()).openBrowser('10.0.0.3')
    expect((await other.signIn('sun.ba', resetPassword)).status).toBe(200)
    expect((await other.send<{ pending: string }>('GET', '/api/session')).body.pending).toBe('password')
  }, 60_000)

  it('stays closed also where the wrong backup was restored first, and what that one did not know is told', async () => {
    await restore(first)
    const { closing } = await restore(second)
    expect(closing).toMatchObject({ knowledge: 'part', unknown: { accounts: 1, keys: 1, walls: 0 } })
    expect(await listOpen()).toEqual({
      ...open,
      keys: ['between', 'stays'],
      accounts: ['between', ...open.accounts],
      roles: ['between county-operator', ...open.roles],
    })
    const desk = (await opened.wire()).openBrowser('10.0.0.4')
    expect((await desk.signIn('wang.wu')).status).toBe(401)
    expect((await desk.signIn('wang.wu', nextPassword)).body.next).toBe('second-factor')
  }, 60_000)
})

describe('where nothing can be known', () => {
  let file: string
  beforeAll(async () => {
    await run(
      ...['users', 'api_keys', 'walls', 'secrets'].map((table) => sql`DELETE FROM onegrid.${sql.identifier(table)}`),
    )
    await opened.wire()
    await opened.addUser('li.ming', 'administrator')
    await opened.addUser('li.si')
    await addKey('a')
    await addWall('a')
    file = await takeBackup()
  }, 60_000)
  const all = { keys: ['a'], walls: ['a'], accounts: ['li.ming', 'li.si'] }

  it('it says so, and closes all keys, walls and accounts where that is asked', async () => {
    const wipe = () =>
      run(
        ...['users', 'api_keys', 'walls', 'secrets'].map((table) => sql`DELETE FROM onegrid.${sql.identifier(table)}`),
      )
    await wipe()
    expect((await restore(file)).closing).toMatchObject({ knowledge: 'none', closed: nothing })
    expect(await listOpen()).toMatchObject(all)
    await wipe()
    await opened.addUser('somebody.else')
    const { closing, hasAdministrator } = await restore(file, { revokesKeysAndWalls: true, disablesAccounts: true })
    expect(closing).toMatchObject({ knowledge: 'other', closed: { ...nothing, keys: 1, walls: 1, accounts: 1 } })
    expect(hasAdministrator).toBe(true)
    const { accounts, keys, walls } = await listOpen()
    expect({ accounts, keys, walls }).toEqual({ accounts: ['li.ming'], keys: undefined, walls: undefined })
  }, 60_000)

  it('because the database that is replaced is damaged, it is restored and that is told', async () => {
    await run(
      sql`ALTER TABLE onegrid.walls RENAME COLUMN revoked_at TO revoked`,
      sql`ALTER TABLE audit_head RENAME COLUMN hash TO other`,
      sql`DROP TABLE editions CASCADE`,
    )
    const { closing, unreadable } = await restore(file)
    expect(unreadable).toEqual(['numbers', 'audit', 'access'])
    expect(closing).toMatchObject({ knowledge: 'unreadable', closed: nothing })
    expect(await listOpen()).toMatchObject(all)
  }, 60_000)
})

it('a backup whose audit trail is broken is restored where that is accepted, which is recorded with the row', async () => {
  const desk = (await opened.wire()).openBrowser('10.0.0.9')
  for (let tries = 0; tries < 3; tries++) await desk.signIn('nobody')
  await sealEntries(database, plainDigest)
  await run(sql`UPDATE audit_log SET actor_name = 'li' WHERE seq = 2`)
  const file = await takeBackup()
  await expect(restore(file)).rejects.toThrow(/broken at row 2 \(changed\).*--accept-broken-audit/)
  const { brokenAudit } = await restore(file, { acceptsBrokenAudit: true })
  expect(brokenAudit).toEqual({ row: 2, kind: 'changed' })
  const lines = await opened.auditLines()
  expect(lines.at(-1)?.details).toMatchObject({ acceptedBrokenAudit: { row: 2, kind: 'changed' } })
}, 60_000)
