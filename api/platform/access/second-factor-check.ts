import type { Database } from '#api/platform/db/client.ts'
import type { Auth } from './auth.ts'
import { readFactor } from './factor-cipher.ts'
import type { Secrets } from './load-secrets.ts'
import { findStoredFactor, replaceStoredFactor } from './second-factors.repo.ts'
import { secondFactorUnreadable } from './sign-in-errors.ts'

/** Whether a code is one of the authenticator app, six digits; any other is a backup code. Pure. */
export const isAppCode = (code: string): boolean => /^\d{6}$/.test(code)

/** The backup code that somebody means who typed it without the dash, or in capitals; what was typed where there is none.
 *  Those of before are in both cases and hold as they are. Pure. */
export function findBackupCode(codes: readonly string[], typed: string): string {
  const find = (text: string) => codes.find((code) => code.replaceAll('-', '') === text)
  return find(typed) ?? find(typed.toLowerCase()) ?? typed
}

/** Looks at codes of second factors. */
export type SecondFactorCheck = {
  /** Whose it is stands in the cookie of `headers` as well. Throws the library's `APIError` for a wrong one, and 403
   *  `second_factor_unreadable`. */
  verify(
    userId: string,
    code: string,
    headers: Headers,
  ): Promise<{ headers: Headers; response: { token?: string | undefined } }>
}

/** Before the library looks at a code, what it will read is written anew under the current secret where it is not. */
export function createSecondFactorCheck(deps: { database: Database; auth: Auth; secrets: Secrets }): SecondFactorCheck {
  const { database, auth, secrets } = deps

  /** The backup codes; undefined where there is no second factor, which the library says in its own way. */
  async function unlock(userId: string): Promise<string[] | undefined> {
    const stored = await database.read((handle) => findStoredFactor(handle, userId))
    if (!stored) return undefined
    const factor = await readFactor(stored, secrets)
    if (!factor) throw secondFactorUnreadable()
    const { renewed, backupCodes } = factor
    if (renewed)
      await database.write((transaction) => replaceStoredFactor(transaction, userId, { former: stored, next: renewed }))
    return backupCodes
  }

  return {
    async verify(userId, code, headers) {
      const codes = await unlock(userId)
      return isAppCode(code)
        ? auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
        : auth.api.verifyBackupCode({
            body: { code: findBackupCode(codes ?? [], code) },
            headers,
            returnHeaders: true,
          })
    },
  }
}
