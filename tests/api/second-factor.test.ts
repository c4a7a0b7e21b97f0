import { symmetricEncrypt } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role, SessionAnswer } from '#api/platform/access/access.contract.ts'
import { goodPassword, openSignInApp, type TestBrowser } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

const enrolment = '/api/session/second-factor/enrolment'
const secret = 'secret-of-a-county-for-its-tests'
type Enrolled = { uri: string; backupCodes: string[] }

describe('a second factor', () => {
  let opened: Awaited<ReturnType<typeof openSignInApp>>
  let app: Awaited<ReturnType<typeof opened.wire>>

  beforeAll(async () => {
    opened = await openSignInApp()
    app = await opened.wire({ secret })
  })
  afterAll(() => opened.close())

  const confirm = (browser: TestBrowser, code: string) => browser.send('POST', '/api/session/second-factor', { code })
  const session = async (browser: TestBrowser) => (await browser.send<SessionAnswer>('GET', '/api/session')).body
  /** A code was used; half a minute later there is another. */
  const letCodesExpire = () =>
    opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.verifications SET expires_at = now() - interval '1 s' WHERE value = 'used'`),
    )
  async function enrol(username: string, role: Role = 'county-operator') {
    await opened.addUser(username, role)
    const browser = app.openBrowser()
    await browser.signIn(username)
    const { body } = await browser.send<Enrolled>('POST', enrolment, { password: goodPassword })
    expect((await browser.send('POST', `${enrolment}/confirm`, { code: codeOf(body.uri) })).status).toBe(204)
    await letCodesExpire()
    return { browser, ...body }
  }

  it('is set up with the password, counts from its first code on, and is then asked for', async () => {
    await opened.addUser('zhao.liu')
    const desk = app.openBrowser()
    await desk.signIn('zhao.liu')
    expect((await desk.send('POST', enrolment, { password: 'wrong' })).body.code).toBe('wrong_credentials')
    const { status, body } = await desk.send<Enrolled>('POST', enrolment, { password: goodPassword })
    expect(status).toBe(200)
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/OneGrid:zhao\.liu\?secret=[A-Z2-7]{52}&issuer=OneGrid/)
    expect(body.backupCodes.length).toBe(10)
    // Not confirmed yet: nobody is locked out by half a set-up.
    expect((await app.openBrowser().signIn('zhao.liu')).body.next).toBe('done')
    expect((await desk.send('POST', `${enrolment}/confirm`, { code: '000000' })).body.code).toBe('wrong_credentials')
    expect((await session(desk)).hasSecondFactor).toBe(false)
    expect((await desk.send('POST', `${enrolment}/confirm`, { code: codeOf(body.uri) })).status).toBe(204)
    expect((await session(desk)).hasSecondFactor).toBe(true)
    await letCodesExpire()

    const phone = app.openBrowser()
    expect((await phone.signIn('zhao.liu')).body.next).toBe('second-factor')
    expect((await phone.send('GET', '/api/session')).status).toBe(401)
    expect((await phone.send('GET', '/api/editions')).status).toBe(401)
    expect((await confirm(phone, '000000')).body.code).toBe('wrong_credentials')
    expect((await confirm(phone, codeOf(body.uri))).body).toEqual({ next: 'done' })
    expect(await session(phone)).toMatchObject({ username: 'zhao.liu', hasSecondFactor: true, pending: null })
    const lines = (await opened.auditLines()).filter(({ actor }) => actor === 'zhao.liu')
    expect(lines.map(({ action, outcome }) => `${action} ${outcome}`).slice(-3)).toEqual([
      'session.sign-in done',
      'session.second-factor refused',
      'session.second-factor done',
    ])
  })

  it('takes a code once, also of two at the same moment', async () => {
    const { uri } = await enrol('once')
    const browsers = [app.openBrowser(), app.openBrowser()]
    for (const browser of browsers) await browser.signIn('once')
    const code = codeOf(uri)
    const answers = await Promise.all(browsers.map((browser) => confirm(browser, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('takes a backup code once', async () => {
    const { backupCodes } = await enrol('lost.phone')
    const [code = ''] = backupCodes
    for (const expected of [200, 401]) {
      const browser = app.openBrowser()
      await browser.signIn('lost.phone')
      expect((await confirm(browser, code)).status).toBe(expected)
    }
  })

  it('takes a backup code as people type it, and makes them of letters that nobody mixes up', async () => {
    const { backupCodes } = await enrol('types')
    for (const code of backupCodes) expect(code).toMatch(/^[a-hjkmnp-z2-8]{5}-[a-hjkmnp-z2-8]{5}$/)
    const [first = '', second = '', third = '', fourth = ''] = backupCodes
    for (const [typed, expected] of [
      [first.toUpperCase(), 200],
      [second.replace('-', ''), 200],
      [` ${third.replace('-', ' – ')} `, 200],
      // As a Chinese keyboard gives it: one character of full width.
      [fourth.replace(/^./, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)), 200],
      [first, 401],
    ] as const) {
      const browser = app.openBrowser()
      await browser.signIn('types')
      expect((await confirm(browser, typed)).status).toBe(expected)
    }
  })

  it('takes a code of the app with the blank that the app shows', async () => {
    const { uri } = await enrol('blank')
    const browser = app.openBrowser()
    await browser.signIn('blank')
    expect((await confirm(browser, codeOf(uri).replace(/^.{3}/, '$& '))).status).toBe(200)
  })

  it('takes a backup code of before, in both cases, as it was printed and without its dash', async () => {
    await enrol('older')
    const codes = ['lFTOl-ihKQ4', 'aB0O1-IlxyZ']
    const encrypted = await symmetricEncrypt({
      key: { keys: new Map([[1, secret]]), currentVersion: 1 },
      data: JSON.stringify(codes),
    })
    await opened.database.write((transaction) =>
      transaction.run(
        sql`UPDATE onegrid.second_factors SET backup_codes = ${encrypted}
            WHERE user_id = (SELECT id FROM onegrid.users WHERE username = 'older')`,
        1,
      ),
    )
    for (const [typed, expected] of [
      ['lftol-ihkq4', 401],
      ['lFTOl-ihKQ4', 200],
      ['aB0O1IlxyZ', 200],
      ['aB0O1-IlxyZ', 401],
    ] as const) {
      const browser = app.openBrowser()
      await browser.signIn('older')
      expect((await confirm(browser, typed)).status).toBe(expected)
    }
  })

  it('is that of who gave the password, not of whose session the browser still has', async () => {
    const { uri: own, browser: first } = await enrol('own')
    const { uri: other } = await enrol('other')
    const browser = app.openBrowser()
    await browser.signIn('other')
    for (const [name, value] of first.cookies) browser.cookies.set(name, value)
    expect((await session(browser)).username).toBe('own')
    expect((await confirm(browser, codeOf(own))).status).toBe(401)
    expect((await confirm(browser, codeOf(other))).status).toBe(200)
    expect((await session(browser)).username).toBe('other')
  })

  it('is asked for nobody without the password before it, nor after the account is closed', async () => {
    const { uri } = await enrol('between')
    const code = codeOf(uri)
    expect((await confirm(app.openBrowser(), code)).body.code).toBe('not_signed_in')
    const browser = app.openBrowser()
    await browser.signIn('between')
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.users SET disabled_at = now() WHERE username = 'between'`, 1),
    )
    expect((await confirm(browser, code)).body.code).toBe('not_signed_in')
  })

  it('can be required of a role, which does nothing before it is set up and cannot remove it', async () => {
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO onegrid.role_policies (county_code, role, requires_second_factor, changed_by) VALUES ('530326', 'approver', true, 't')`,
        1,
      ),
    )
    await opened.addUser('approver', 'approver')
    const browser = app.openBrowser()
    await browser.signIn('approver')
    expect((await session(browser)).pending).toBe('second-factor')
    expect((await browser.send('GET', '/api/editions')).body.code).toBe('second_factor_required')
    const { body } = await browser.send<Enrolled>('POST', enrolment, { password: goodPassword })
    await browser.send('POST', `${enrolment}/confirm`, { code: codeOf(body.uri) })
    expect((await session(browser)).pending).toBe(null)
    expect((await browser.send('GET', '/api/editions')).status).toBe(200)
    await letCodesExpire()
    const remove = { password: goodPassword, code: codeOf(body.uri) }
    expect((await browser.send('DELETE', '/api/session/second-factor', remove)).body.code).toBe(
      'second_factor_required',
    )
    expect((await session(browser)).hasSecondFactor).toBe(true)
  })

  it('that is required of a role stops who holds it at the next request, until it is required no more', async () => {
    await opened.addUser('policy.maker', 'administrator')
    await opened.addUser('at.work', 'planner')
    const [maker, worker, bystander] = [app.openBrowser(), app.openBrowser(), app.openBrowser()]
    await maker.signIn('policy.maker')
    await worker.signIn('at.work')
    await opened.addUser('bystander', 'auditor')
    await bystander.signIn('bystander')
    const require = async (requiresSecondFactor: boolean) => {
      const items = [{ role: 'planner', requiresSecondFactor }]
      expect((await maker.send('PUT', '/api/role-policies', { items })).status).toBe(200)
    }
    const ask = async (browser = worker) => {
      const { status, body } = await browser.send('GET', '/api/editions')
      return [status, body.code]
    }
    expect(await ask()).toEqual([200, undefined])
    await require(true)
    expect(await ask()).toEqual([403, 'second_factor_required'])
    expect((await session(worker)).pending).toBe('second-factor')
    expect(await ask(bystander)).toEqual([200, undefined])
    await require(false)
    expect(await ask()).toEqual([200, undefined])
  })

  it('is removed with password and code', async () => {
    const { uri, browser } = await enrol('removes')
    const remove = (password: string, code: string) =>
      browser.send('DELETE', '/api/session/second-factor', { password, code })
    expect((await remove('wrong', codeOf(uri))).status).toBe(403)
    expect((await remove(goodPassword, '000000')).status).toBe(403)
    expect((await session(browser)).hasSecondFactor).toBe(true)
    expect((await remove(goodPassword, codeOf(uri))).status).toBe(204)
    expect((await session(browser)).hasSecondFactor).toBe(false)
    expect((await app.openBrowser().signIn('removes')).body.next).toBe('done')
  })

  it('keeps its secret in the database unreadable for who has no key', async () => {
    const { uri, backupCodes } = await enrol('secret')
    const text = JSON.stringify(
      await opened.database.read((handle) => handle.rows(sql`SELECT secret, backup_codes FROM onegrid.second_factors`)),
    )
    for (const code of backupCodes) expect(text).not.toContain(code)
    expect(text).not.toContain(new URL(uri).searchParams.get('secret'))
  })
})
