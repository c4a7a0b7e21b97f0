import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countUnreadableFactors } from '#api/platform/access/count-unreadable-factors.ts'
import { describeUnreadable } from '../../scripts/start/describe-unreadable.ts'
import { goodPassword, openSignInApp, type TestBrowser } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

const enrolment = '/api/session/second-factor/enrolment'
type Enrolled = { uri: string; backupCodes: string[] }
const [first, second, third] = ['first', 'second', 'third'].map((name) => `${name}-secret-of-the-county-530326`)

describe('a second factor, when the secret of the server is another one', () => {
  let opened: Awaited<ReturnType<typeof openSignInApp>>
  type App = Awaited<ReturnType<typeof opened.wire>>
  beforeAll(async () => {
    opened = await openSignInApp()
  })
  afterAll(() => opened.close())

  const letCodesExpire = () =>
    opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.verifications SET expires_at = now() - interval '1 s' WHERE value = 'used'`),
    )
  async function enrol(app: App, username: string): Promise<Enrolled & { browser: TestBrowser }> {
    await opened.addUser(username)
    const browser = app.openBrowser()
    await browser.signIn(username)
    const { body } = await browser.send<Enrolled>('POST', enrolment, { password: goodPassword })
    expect((await browser.send('POST', `${enrolment}/confirm`, { code: codeOf(body.uri) })).status).toBe(204)
    await letCodesExpire()
    return { ...body, browser }
  }
  async function signIn(app: App, username: string, code: string) {
    const browser = app.openBrowser()
    expect((await browser.signIn(username)).body.next).toBe('second-factor')
    const answer = await browser.send('POST', '/api/session/second-factor', { code })
    await letCodesExpire()
    return answer
  }
  const storedOf = async (username: string) =>
    (
      await opened.database.read((handle) =>
        handle.rows<{ secret: string; codes: string }>(
          sql`SELECT f.secret, f.backup_codes AS codes FROM onegrid.second_factors f
              JOIN onegrid.users u ON u.id = f.user_id WHERE u.username = ${username}`,
        ),
      )
    )[0]

  it('is read under the former one, and written under the new one when it is used', async () => {
    const before = await opened.wire({ secret: first })
    const { uri, backupCodes, browser } = await enrol(before, 'rotates')
    const under = await storedOf('rotates')
    const after = await opened.wire({ secret: second, formerSecrets: [String(third), String(first)] })
    // A cookie that the former one has signed is nobody's: that person signs in anew.
    const former = after.openBrowser()
    for (const [name, value] of browser.cookies) former.cookies.set(name, value)
    expect((await former.send('GET', '/api/session')).status).toBe(401)
    expect((await signIn(after, 'rotates', '000000')).status).toBe(401)
    expect((await signIn(after, 'rotates', codeOf(uri))).status).toBe(200)
    expect((await storedOf('rotates'))?.secret).not.toBe(under?.secret)
    expect((await storedOf('rotates'))?.codes).not.toBe(under?.codes)
    // The former secret is needed no more.
    const later = await opened.wire({ secret: second })
    expect((await signIn(later, 'rotates', codeOf(uri))).status).toBe(200)
    expect((await signIn(later, 'rotates', String(backupCodes[0]))).status).toBe(200)
  })

  it('lets a backup code in under the former one, once', async () => {
    const { backupCodes } = await enrol(await opened.wire({ secret: first }), 'backup.code')
    const after = await opened.wire({ secret: second, formerSecrets: [String(first)] })
    const [code] = backupCodes
    expect((await signIn(after, 'backup.code', String(code))).status).toBe(200)
    expect((await signIn(after, 'backup.code', String(code))).status).toBe(401)
  })

  it('is read where the secret was kept in the database, and ONEGRID_SECRET is set for the first time', async () => {
    const { uri } = await enrol(await opened.wire(), 'kept')
    const after = await opened.wire({ secret: second })
    expect((await signIn(after, 'kept', codeOf(uri))).status).toBe(200)
    expect((await signIn(await opened.wire({ secret: second }), 'kept', codeOf(uri))).status).toBe(200)
  })

  it('is removed by its owner under the former one', async () => {
    const { uri } = await enrol(await opened.wire({ secret: first }), 'removes')
    const after = await opened.wire({ secret: second, formerSecrets: [String(first)] })
    const browser = after.openBrowser()
    await browser.signIn('removes')
    expect((await browser.send('POST', '/api/session/second-factor', { code: codeOf(uri) })).status).toBe(200)
    await letCodesExpire()
    const remove = { password: goodPassword, code: codeOf(uri) }
    expect((await browser.send('DELETE', '/api/session/second-factor', remove)).status).toBe(204)
  })

  it('that no secret reads is refused in a sentence, counted, recorded, and told at a start until it is read or removed', async () => {
    const { uri, backupCodes } = await enrol(await opened.wire({ secret: first }), 'unread')
    const count = (former: string[] = []) =>
      countUnreadableFactors(opened.database, { secret: third, formerSecrets: [...former, String(second)] })
    expect(await count()).toBe(1)
    expect(await count([String(first)])).toBe(0)
    const described = () => describeUnreadable(opened.database, { secret: third, formerSecrets: [String(second)] })
    expect(await described()).toMatch(
      /^1 个账户.*ONEGRID_SECRET_FORMER.*1 second factor cannot be read.*reset-second-factor/,
    )
    const after = await opened.wire({ secret: third })
    for (const code of [codeOf(uri), String(backupCodes[0])]) {
      const { status, body } = await signIn(after, 'unread', code)
      expect([status, body.code]).toEqual([403, 'second_factor_unreadable'])
      expect(body.detail).toMatch(/管理员/)
      expect(JSON.stringify(body)).not.toMatch(/tag|ONEGRID|decrypt/)
    }
    const lines = (await opened.auditLines()).filter(
      ({ actor, action }) => actor === 'unread' && action === 'session.second-factor',
    )
    expect(lines.map(({ outcome, details }) => ({ outcome, details }))).toEqual([
      { outcome: 'refused', details: { failures: 1, reason: 'unreadable' } },
      { outcome: 'refused', details: { failures: 2, reason: 'unreadable' } },
    ])
    const restarted = await opened.wire({ secret: third, formerSecrets: [String(first)] })
    expect((await signIn(restarted, 'unread', codeOf(uri))).status).toBe(200)
    expect(await count()).toBe(0)
    expect(await described()).toBe(null)
  })
})
