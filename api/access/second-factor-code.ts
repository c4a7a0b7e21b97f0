import type { Auth } from './auth.ts'

/** Whether a code is one of the authenticator app, six digits; any other is a backup code. Pure. */
export const isAppCode = (code: string): boolean => /^\d{6}$/.test(code)

/** Has the library look at a code; whose it is stands in the cookie of `headers`. Throws the library's `APIError` for a wrong
 *  one. */
export function verifyCode(auth: Auth, code: string, headers: Headers) {
  const input = { body: { code }, headers, returnHeaders: true as const }
  return isAppCode(code) ? auth.api.verifyTOTP(input) : auth.api.verifyBackupCode(input)
}
