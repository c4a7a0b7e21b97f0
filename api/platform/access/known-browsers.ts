import { createHash, randomBytes } from 'node:crypto'
import type { Auth } from './auth.ts'
import { readSignedCookie, writeSignedCookie } from './cookies.ts'

const days = 180
/** People who share the computer of an office. */
const mostPeople = 12
const mark = 'known'

/** `password`: its hash. */
export type KnownAccount = { username: string; password: string }

export type KnownBrowsers = {
  /** The number of this browser for this name; undefined where nobody has signed in here by it. */
  find(cookie: string | undefined, account: KnownAccount): Promise<string | undefined>
  /** The cookie by which the browser is known from now on, to whoever was known before as well. */
  remember(cookie: string | undefined, account: KnownAccount): Promise<string>
}

/**
 * A browser by which somebody has signed in once is counted by itself: strangers who guess at the account, or a colleague
 * behind the same address, do not lock its owner out of it (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 * The cookie opens nothing, and is worth nothing after a change of the password. Whoever steals it has five tries more at that
 * one name, and then the same waits.
 */
export async function createKnownBrowsers(auth: Auth): Promise<KnownBrowsers> {
  const context = await auth.$context
  const { name, attributes } = context.createAuthCookie('known')

  /** Pairs of a hashed name and a number that nobody guesses, newest first. */
  async function read(cookie: string | undefined): Promise<[person: string, number: string][]> {
    const [first, ...parts] = ((await readSignedCookie(cookie, name, context.secret)) ?? '').split('.')
    if (first !== mark) return []
    return parts.flatMap((part): [string, string][] => {
      const [person, number] = part.split('~')
      return person && number ? [[person, number]] : []
    })
  }
  const personOf = ({ username, password }: KnownAccount) =>
    createHash('sha256').update(`${username}\n${password}`).digest('base64url').slice(0, 22)

  return {
    async find(cookie, account) {
      const person = personOf(account)
      return (await read(cookie)).find(([known]) => known === person)?.[1]
    },
    async remember(cookie, account) {
      const person = personOf(account)
      const all = await read(cookie)
      const number = all.find(([known]) => known === person)?.[1] ?? randomBytes(16).toString('base64url')
      const others = all.filter(([known]) => known !== person).slice(0, mostPeople - 1)
      const value = [mark, ...[[person, number], ...others].map((entry) => entry.join('~'))].join('.')
      return writeSignedCookie(name, value, context.secret, {
        secure: attributes.secure,
        path: '/api/session',
        maxAge: days * 86_400,
        sameSite: 'Strict',
      })
    },
  }
}
