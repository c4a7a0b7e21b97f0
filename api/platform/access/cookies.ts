import { parseSigned, serialize, serializeSigned } from 'hono/utils/cookie'

/** One cookie as it stands in a Cookie header, `name=value`. Asked for every tile, so no list of all is made. Pure. */
export function pickCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (let start = header.indexOf(name); start >= 0; start = header.indexOf(name, start + 1)) {
    const before = header.slice(0, start).trimEnd()
    if (header[start + name.length] !== '=' || !(before === '' || before.endsWith(';'))) continue
    const end = header.indexOf(';', start)
    return header.slice(start, end < 0 ? undefined : end).trimEnd()
  }
  return undefined
}

/** What a signed cookie says; undefined where it is not there or not ours. Pure. */
export async function readSignedCookie(
  header: string | undefined,
  name: string,
  secret: string,
): Promise<string | undefined> {
  const cookie = pickCookie(header, name)
  return cookie && ((await parseSigned(cookie, secret, name))[name] || undefined)
}

/** The header that makes a browser forget a cookie: with everything but the value as when it was set. Pure. */
export const expireCookie = (
  name: string,
  { secure, path }: { secure?: boolean | undefined; path?: string | undefined },
): string => serialize(name, '', { secure, path, httpOnly: true, sameSite: 'Strict', maxAge: 0 })

type CookieOptions = { secure: boolean | undefined; path: string; maxAge: number; sameSite: 'Strict' | 'Lax' }

/** The header that sets a cookie no script of the page can read. Pure. */
export const writeCookie = (name: string, value: string, options: CookieOptions): string =>
  serialize(name, value, { ...options, httpOnly: true })

/** The same, signed as the sign-in library does it. Pure. */
export const writeSignedCookie = (
  name: string,
  value: string,
  secret: string,
  options: CookieOptions,
): Promise<string> => serializeSigned(name, value, secret, { ...options, httpOnly: true })
