import { parseSigned, serialize, serializeSigned } from 'hono/utils/cookie'

/** One cookie as it stands in a Cookie header, `name=value`. Pure. */
export const pickCookie = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))

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
