import { sql } from 'drizzle-orm'
import type { Handle, ScopedTransaction, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'

export const pairingMinutes = 10
/** How long a claim that has expired is still known: its cookie lives two minutes longer than it, and a screen that asks once
 *  too late is no attacker. */
const knownMinutes = 60

type FoundPairing = { expiresAt: string; isExpired: boolean; isPaired: boolean }

/** Lets a screen wait. Undefined where another one that waits has the same code. */
export async function insertPairing(
  transaction: Transaction,
  pairing: { codeHash: string; claimHash: string; address: string },
): Promise<{ expiresAt: string } | undefined> {
  await transaction.run(
    sql`DELETE FROM onegrid.wall_pairings WHERE expires_at <= now() - make_interval(mins => ${knownMinutes}::integer)`,
  )
  const [row] = await transaction.rows<{ expiresAt: string }>(
    sql`INSERT INTO onegrid.wall_pairings AS p (code_hash, claim_hash, address, expires_at)
      VALUES (${pairing.codeHash}, ${pairing.claimHash}, ${pairing.address},
        now() + make_interval(mins => ${pairingMinutes}::integer))
      ON CONFLICT DO NOTHING RETURNING ${instantText(sql`p.expires_at`)} AS "expiresAt"`,
  )
  return row
}

/** What has become of a claim; undefined where nobody was given it, or long ago. */
export async function findPairing(handle: Handle, claimHash: string): Promise<FoundPairing | undefined> {
  const [row] = await handle.rows<FoundPairing>(
    sql`SELECT ${instantText(sql`p.expires_at`)} AS "expiresAt", p.expires_at <= now() AS "isExpired",
        p.wall_id IS NOT NULL AS "isPaired"
      FROM onegrid.wall_pairings p WHERE p.claim_hash = ${claimHash}`,
  )
  return row
}

/** Gives a wall to the screen that shows a code, once. False where no screen that waits shows it. The screen has two minutes
 *  from now to fetch its token, however little was left of the ten. */
export async function pairScreen(transaction: ScopedTransaction, codeHash: string, wallId: string): Promise<boolean> {
  const paired = await transaction.run(
    sql`UPDATE onegrid.wall_pairings SET wall_id = ${wallId}::uuid,
        expires_at = greatest(expires_at, now() + interval '2 minutes')
      WHERE code_hash = ${codeHash} AND wall_id IS NULL AND expires_at > now()`,
  )
  return paired === 1
}

/** From now on the token of this hash is the one of the claim's wall. False where that was revoked meanwhile. */
export async function setWallToken(transaction: Transaction, claimHash: string, secretHash: string): Promise<boolean> {
  const set = await transaction.run(
    sql`UPDATE onegrid.walls AS w SET secret_hash = ${secretHash}, last_seen_at = now() FROM onegrid.wall_pairings p
      WHERE p.claim_hash = ${claimHash} AND p.expires_at > now() AND p.wall_id = w.id AND w.revoked_at IS NULL`,
  )
  return set === 1
}
