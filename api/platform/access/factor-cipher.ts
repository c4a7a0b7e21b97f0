import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { Secrets } from './load-secrets.ts'
import type { StoredFactor } from './second-factors.repo.ts'

/** The number that the sign-in library writes before what it encrypts, and by which alone it would choose a secret. All
 *  secrets have had the same one, so it says nothing: which is the right one shows only by trying them. */
export const secretVersion = 1

/** Undefined where none of the secrets reads it: what is encrypted carries a proof of its key. */
async function decrypt(stored: string, { current, former }: Secrets) {
  const data = parseEnvelope(stored)?.ciphertext ?? stored
  for (const key of [current, ...former])
    try {
      return { text: await symmetricDecrypt({ key, data }), isCurrent: key === current }
    } catch {
      // Another one's.
    }
  return undefined
}

const encrypt = (text: string, { current }: Secrets): Promise<string> =>
  symmetricEncrypt({
    key: { keys: new Map([[secretVersion, current]]), currentVersion: secretVersion },
    data: text,
  })

/** What a stored second factor says; undefined where it was encrypted under a secret that is not known. */
export async function readFactor(
  stored: StoredFactor,
  secrets: Secrets,
): Promise<{ backupCodes: string[]; renewed: StoredFactor | undefined } | undefined> {
  const [secret, codes] = await Promise.all([decrypt(stored.secret, secrets), decrypt(stored.backupCodes, secrets)])
  if (!secret || !codes) return undefined
  return {
    backupCodes: JSON.parse(codes.text) as string[],
    /** The same under the current secret, where it is not. */
    renewed:
      secret.isCurrent && codes.isCurrent
        ? undefined
        : { secret: await encrypt(secret.text, secrets), backupCodes: await encrypt(codes.text, secrets) },
  }
}
