import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultCounts, isFullRun, tellFigures } from '../support/fault-counts.ts'
import { goodPassword, openSignInApp, type TestBrowser } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

const tries = faultCounts.wrongPasswords
const mostAMinute = 10
/** A few pairs show that a password is looked at for a name that nobody has; how alike the two are takes many. */
const widestGap = isFullRun ? 0.05 : 0.3

/** Who guesses has addresses without number: each try comes from another network. */
const elsewhere = (index: number) => `10.${Math.floor(index / 250) % 250}.${index % 250}.9`

describe.each(['embedded', 'server'] as const)('somebody who guesses, on the %s database', (kind) => {
  let opened: Awaited<ReturnType<typeof openSignInApp>>
  let app: Awaited<ReturnType<typeof opened.wire>>

  beforeAll(async () => {
    opened = await openSignInApp(kind)
    app = await opened.wire()
  })
  afterAll(() => opened?.close())

  /** Those that were looked at: the others have a line of their own kind, or are counted in one. */
  const refusals = async (action: string) =>
    (await opened.auditLines()).filter(
      ({ action: done, outcome, details }) =>
        done === action && outcome === 'refused' && (details as { failures?: number }).failures !== undefined,
    ).length
  /** How many of the answers came after the password or code was looked at. */
  const looked = (answers: { status: number }[]) => answers.filter(({ status }) => status !== 429).length
  const minutesSince = (startedAt: number) => Math.ceil((performance.now() - startedAt) / 60_000)
  /** Several at once, as an attacker sends them. */
  async function sendAll<Answer>(count: number, send: (index: number) => Promise<Answer>): Promise<Answer[]> {
    const answers: Answer[] = []
    for (let index = 0; index < count; index += 25)
      answers.push(
        ...(await Promise.all(Array.from({ length: Math.min(25, count - index) }, (_, step) => send(index + step)))),
      )
    return answers
  }
  const isIn = async (browser: TestBrowser) => {
    app.authenticator.forget()
    return (await browser.send('GET', '/api/session')).status === 200
  }
  const letTimePass = () =>
    opened.database.write(async (transaction) => {
      await transaction.run(sql`UPDATE onegrid.sign_in_failures SET blocked_until = now()`)
      await transaction.run(sql`DELETE FROM onegrid.rate_counts`)
    })

  it(`gets at most ten looks a minute out of ${tries} wrong passwords from ${tries} addresses; the owner stays in`, async () => {
    await opened.addUser('owner')
    const owner = app.openBrowser()
    await owner.signIn('owner')
    const startedAt = performance.now()
    const answers = await sendAll(tries, (index) => app.openBrowser(elsewhere(index)).signIn('owner', `guess-${index}`))
    const most = mostAMinute * minutesSince(startedAt)
    expect(looked(answers)).toBeGreaterThanOrEqual(5)
    expect(looked(answers)).toBeLessThanOrEqual(most)
    expect(await refusals('session.sign-in')).toBe(looked(answers))
    for (const { status, headers } of answers)
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    // Nor does the right one get through meanwhile, so nothing is learnt.
    expect((await app.openBrowser('10.250.0.1').signIn('owner')).status).toBe(429)
    expect(await isIn(owner)).toBe(true)
    expect((await owner.send('POST', '/api/session/activity')).status).toBe(204)
    await letTimePass()
    expect((await app.openBrowser().signIn('owner')).status).toBe(200)
    expect((await app.openBrowser().signIn('owner', 'mistyped')).status).toBe(401)
    tellFigures(`row 17, ${kind}: ${tries} wrong passwords, ${looked(answers)} looked at`)
  })

  it('waits longer and longer', async () => {
    const waits: number[] = []
    for (let count = 0; count < 14; count++) {
      const { status } = await app.openBrowser(elsewhere(count)).signIn('patient', 'wrong')
      expect(status).toBe(401)
      const next = await app.openBrowser(elsewhere(count)).signIn('patient', 'wrong')
      if (next.status === 429) waits.push(Number(next.headers.get('retry-after')))
      else count++
      await letTimePass()
    }
    expect(waits.slice(0, 3)).toEqual([10, 20, 40])
    expect(waits.at(-1)).toBe(300)
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
  })

  it('is one place with all addresses of an IPv6 /64, whatever names it tries', async () => {
    const answers = await sendAll(120, (index) =>
      app.openBrowser(`2001:db8:7:7:${index.toString(16)}::1`).signIn(`name-${index}`, 'wrong'),
    )
    expect(looked(answers)).toBeLessThanOrEqual(60)
    expect((await app.openBrowser('2001:db8:7:8::1').signIn('name-500', 'wrong')).status).toBe(401)
  })

  it('learns nothing from the answers about which names exist', async () => {
    const without = ({
      body: { requestId: _, detail: __, ...body },
      status,
    }: Awaited<ReturnType<TestBrowser['signIn']>>) => JSON.stringify({ status, body })
    const answersFor = async (name: string) => {
      const answers: string[] = []
      for (let index = 0; index < 8; index++)
        answers.push(without(await app.openBrowser(elsewhere(3000 + index)).signIn(name, 'wrong')))
      return answers
    }
    await opened.addUser('exists')
    expect(await answersFor('exists')).toEqual(await answersFor('exists-not'))
  })

  it('learns nothing from how much work an answer takes either', async () => {
    // A new name each time: nobody is blocked. CPU of all threads, not wall: other processes run here too.
    const work = { known: [] as number[], unknown: [] as number[] }
    const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
    const measure = async (name: string, index: number) => {
      const browser = app.openBrowser(elsewhere(5000 + index))
      const before = process.cpuUsage()
      await browser.signIn(name, 'wrong')
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    let gap = 1
    // A few more looks where a collection of garbage fell on one side.
    for (let round = 0; round < 4 && gap > widestGap; round++) {
      for (let index = 0; index < faultCounts.timedTries; index++) {
        const at = round * faultCounts.timedTries + index
        await opened.addUser(`timed-${at}`)
        const pair = [
          ['known', `timed-${at}`],
          ['unknown', `nobody-${at}`],
        ] as const
        for (const [what, name] of index % 2 === 0 ? pair : [...pair].reverse())
          work[what].push(await measure(name, at))
      }
      gap = Math.abs(median(work.known) / median(work.unknown) - 1)
    }
    expect(gap).toBeLessThanOrEqual(widestGap)
    tellFigures(
      `row 17, ${kind}: gap of ${(100 * gap).toFixed(1)} % between names that exist and not, ${work.known.length} pairs`,
    )
  })

  it('gets at most ten codes a minute to guess with, knowing the password', async () => {
    await opened.addUser('guarded')
    const owner = app.openBrowser()
    await owner.signIn('guarded')
    const { body } = await owner.send<{ uri: string }>('POST', '/api/session/second-factor/enrolment', {
      password: goodPassword,
    })
    await owner.send('POST', '/api/session/second-factor/enrolment/confirm', { code: codeOf(body.uri) })
    const startedAt = performance.now()
    const answers = await sendAll(Math.min(tries, 200), async (index) => {
      const browser = app.openBrowser(elsewhere(9000 + index))
      // A new cookie each time: what is counted is the account.
      await browser.signIn('guarded')
      return browser.send('POST', '/api/session/second-factor', { code: String(100_000 + index) })
    })
    const guessed = await refusals('session.second-factor')
    expect(guessed).toBeGreaterThan(0)
    expect(guessed).toBeLessThanOrEqual(mostAMinute * minutesSince(startedAt))
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true)
    expect(await isIn(owner)).toBe(true)
    tellFigures(`row 17, ${kind}: ${answers.length} guessed codes, ${guessed} looked at`)
  })
})
