import { basename } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { type DigestSetting, plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { recordBackup } from '#api/platform/backup/record-backup.ts'
import type { Database } from '#api/platform/db/client.ts'
import { anEntry } from '../support/audit.ts'
import { backUp, readContent } from '../support/backup-content.ts'
import { openBackupDesk, restoreFile, runStatements } from '../support/backup-desk.ts'
import { testCounty } from '../support/database.ts'
import { goodPassword, openSignInApp } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

let backups: ReturnType<typeof openBackupDesk>
beforeAll(() => {
  backups = openBackupDesk()
})
afterAll(() => backups?.close())

const openEmpty = async (): Promise<Database> => (await backups.openEmpty()).database
async function openApp() {
  const opened = await openSignInApp()
  backups.beforeClose(() => opened.close())
  return opened
}
const count = async (database: Database, table: string) => {
  const [row] = await database.read((handle) =>
    handle.exactly<{ count: number }>(1, sql`SELECT count(*)::integer AS count FROM ${sql.raw(table)}`),
  )
  return row?.count
}
const actor = { kind: 'system' as const, id: 'tests', name: 'tests' }

describe('accounts', () => {
  let source: Awaited<ReturnType<typeof openApp>>
  let target: Awaited<ReturnType<typeof openApp>>
  beforeAll(async () => {
    source = await openApp()
    target = await openApp()
  }, 120_000)

  it('come back with password, second factor, grants, keys and walls; nobody is signed in, and everybody can sign in', async () => {
    const app = await source.wire()
    await source.addUser('zhao.liu')
    const desk = app.openBrowser()
    await desk.signIn('zhao.liu', 'wrong')
    await desk.signIn('zhao.liu')
    const enrolment = '/api/session/second-factor/enrolment'
    const { body } = await desk.send<{ uri: string }>('POST', enrolment, { password: goodPassword })
    expect((await desk.send('POST', `${enrolment}/confirm`, { code: codeOf(body.uri) })).status).toBe(204)
    await runStatements(
      source.database,
      sql`INSERT INTO onegrid.role_policies (county_code, role, requires_second_factor, changed_by) VALUES ('530326', 'approver', true, 't')`,
      sql`INSERT INTO onegrid.api_keys (name, secret_hash, role, area_code, created_by, expires_at)
          VALUES ('key', 'k', 'viewer', ${testCounty}, 't', now() + interval '1 day')`,
      sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by) VALUES ('wall', 's', ${testCounty}, 'w', 't')`,
      sql`INSERT INTO onegrid.wall_pairings (code_hash, claim_hash, address, expires_at) VALUES ('c', 'd', '', now())`,
      sql`INSERT INTO onegrid.rate_counts (key, starts_at) VALUES ('r', now())`,
      sql`INSERT INTO onegrid.sign_in_failures (key, failures) VALUES ('f', 5)`,
    )
    const file = backups.newFile()
    await backUp(source.database, file)
    const content = await readContent(file)
    const kept = ['users', 'credentials', 'grants', 'second_factors', 'role_policies', 'api_keys', 'walls', 'secrets']
    expect(Object.fromEntries(kept.map((name) => [name, content[name]?.length]))).toEqual(
      Object.fromEntries(kept.map((name) => [name, 1])),
    )
    const momentary = ['sessions', 'verifications', 'wall_pairings', 'rate_counts', 'sign_in_failures']
    expect(Object.keys(content).filter((name) => momentary.includes(name))).toEqual([])

    await target.addUser('somebody.else')
    await runStatements(
      target.database,
      sql`INSERT INTO onegrid.sessions (id, token, user_id, expires_at) SELECT 's', 't', id, now() + interval '1 day' FROM onegrid.users`,
    )
    await restoreFile(target.database, file, { isReplacing: true })
    for (const table of momentary) expect(await count(target.database, `onegrid.${table}`), table).toBe(0)
    const restored = await target.wire()
    const before = restored.openBrowser()
    for (const [name, value] of desk.cookies) before.cookies.set(name, value)
    expect((await desk.send('GET', '/api/session')).status).toBe(200)
    expect((await before.send('GET', '/api/session')).status).toBe(401)
    const phone = restored.openBrowser()
    expect((await phone.signIn('somebody.else')).status).toBe(401)
    expect((await phone.signIn('zhao.liu')).body.next).toBe('second-factor')
    const confirmed = await phone.send('POST', '/api/session/second-factor', { code: codeOf(body.uri) })
    expect(confirmed.body).toEqual({ next: 'done' })
    expect((await phone.send('GET', '/api/editions')).status).toBe(200)
  }, 60_000)

  it('that counties share are neither taken by the backup of one nor replaced by a restore', async () => {
    const database = await openEmpty()
    const addUser = (name: string) =>
      runStatements(
        database,
        sql`INSERT INTO onegrid.users (id, username, name, email) VALUES (${name}, ${name}, ${name}, ${name})`,
      )
    await addUser('zhao.liu')
    const whole = backups.newFile()
    await backUp(database, whole)
    await runStatements(database, sql`CREATE SCHEMA county_530302`)
    await expect(restoreFile(database, whole, { isReplacing: true })).rejects.toThrow(
      /Other counties of this database \(county_530302\) share its accounts/,
    )
    const own = backups.newFile()
    expect(await backUp(database, own)).toMatchObject({ sharedWith: ['county_530302'] })
    expect(Object.keys(await readContent(own))).not.toContain('users')
    await addUser('qian.qi')
    await restoreFile(database, own, { isReplacing: true })
    expect(await count(database, 'onegrid.users')).toBe(2)
  })
})

/** A database with three sealed lines and one that waits. */
async function openTrail(digest: DigestSetting = plainDigest): Promise<Database> {
  const database = await openEmpty()
  const audit = createAuditTrail({ database, digest })
  for (const id of ['1', '2', '3']) await audit.recordAlone(anEntry({ record: { kind: 'numbers', id } }))
  await sealEntries(database, digest)
  await audit.recordAlone(anEntry({ record: { kind: 'numbers', id: '4' } }))
  return database
}

describe('the audit trail', () => {
  /** Of the tests in which a restore is refused. */
  let kept: Database
  beforeAll(async () => {
    kept = await openTrail()
  }, 120_000)

  it('comes back with lines that wait, goes on with who restored it and where the replaced one ended, and holds', async () => {
    const source = await openTrail()
    const file = backups.newFile()
    await recordBackup(source, { file, actor, auditDigest: plainDigest })
    await backUp(source, file)
    const target = await openTrail()
    const [head] = await target.read((handle) => handle.exactly<{ hash: string }>(1, sql`SELECT hash FROM audit_head`))
    await restoreFile(target, file, { isReplacing: true, actor })
    expect(await checkAudit(target, plainDigest)).toMatchObject({ broken: undefined, rows: 3, waiting: 3 })
    await sealEntries(target, plainDigest)
    expect(await checkAudit(target, plainDigest)).toMatchObject({
      broken: undefined,
      rows: 6,
      waiting: 0,
      clockSuspect: 0,
    })
    const lines = await target.read((handle) =>
      handle.rows<{ action: string; actor: string; details: Record<string, unknown> }>(
        sql`SELECT action, actor_kind || ' ' || actor_name AS actor, details FROM audit_log ORDER BY seq DESC LIMIT 2`,
      ),
    )
    expect(lines).toMatchObject([
      { action: 'backup.restore', actor: 'system tests', details: { replacedHead: `3 ${head?.hash}` } },
      { action: 'backup.take', actor: 'system tests', details: { file: basename(file) } },
    ])
  })

  it.each([
    ['a row was altered', sql`UPDATE audit_log SET actor_name = 'li' WHERE seq = 2`, /broken at row 2 \(changed\)/],
    ['a row was taken out', sql`DELETE FROM audit_log WHERE seq = 2`, /broken at row 2 \(removed\)/],
    [
      'a line was altered that waits',
      sql`UPDATE audit_entries SET action = 'x'`,
      /broken at a line that waits to be sealed \(changed\): line 4/,
    ],
  ])('of a backup is refused where %s, and nothing is changed', async (_, tamper, refusal) => {
    const source = await openTrail()
    await runStatements(source, tamper)
    const file = backups.newFile()
    await backUp(source, file)
    const before = backups.newFile()
    await backUp(kept, before)
    await expect(restoreFile(kept, file, { isReplacing: true })).rejects.toThrow(refusal)
    const after = backups.newFile()
    await backUp(kept, after)
    expect(await readContent(after)).toEqual(await readContent(before))
  })

  it('that has a key is restored with that key alone', async () => {
    const keyed: DigestSetting = { algorithm: 'hmac-sm3', key: 'sixteen characters' }
    const file = backups.newFile()
    await backUp(await openTrail(keyed), file)
    const target = await openEmpty()
    await expect(restoreFile(target, file)).rejects.toThrow(/set ONEGRID_AUDIT_KEY/)
    await expect(restoreFile(target, file, { auditDigest: { ...keyed, key: 'another of sixteen' } })).rejects.toThrow(
      /broken at row 1 /,
    )
    await restoreFile(target, file, { auditDigest: keyed })
    await sealEntries(target, keyed)
    expect(await checkAudit(target, keyed)).toMatchObject({ broken: undefined, rows: 5 })
  })

  it('that takes no line does not keep anybody from a backup, who hears of it', async () => {
    const database = await openTrail()
    await runStatements(database, sql`ALTER TABLE audit_entries ADD CHECK (false) NOT VALID`)
    expect(String(await recordBackup(database, { file: 'a.ocb', actor, auditDigest: plainDigest }))).toMatch(/check/)
    expect(await count(database, 'audit_entries')).toBe(1)
  })
})
