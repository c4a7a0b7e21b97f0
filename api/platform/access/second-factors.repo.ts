import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'

/** Both encrypted. */
export type StoredFactor = { secret: string; backupCodes: string }

export async function findStoredFactor(handle: Handle, userId: string): Promise<StoredFactor | undefined> {
  const [row] = await handle.rows<StoredFactor>(
    sql`SELECT secret, backup_codes AS "backupCodes" FROM onegrid.second_factors WHERE user_id = ${userId}`,
  )
  return row
}

/** Those that are asked for at a sign-in. */
export const listStoredFactors = (handle: Handle): Promise<StoredFactor[]> =>
  handle.rows<StoredFactor>(
    sql`SELECT f.secret, f.backup_codes AS "backupCodes"
        FROM onegrid.second_factors f JOIN onegrid.users u ON u.id = f.user_id WHERE u.two_factor_enabled`,
  )

/** Nothing where it is no longer `former`: another request has used a backup code or written it anew meanwhile. */
export const replaceStoredFactor = (
  transaction: Transaction,
  userId: string,
  { former, next }: { former: StoredFactor; next: StoredFactor },
): Promise<number> =>
  transaction.run(
    sql`UPDATE onegrid.second_factors SET secret = ${next.secret}, backup_codes = ${next.backupCodes}
        WHERE user_id = ${userId} AND secret = ${former.secret} AND backup_codes = ${former.backupCodes}`,
  )
