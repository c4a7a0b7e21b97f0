import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

/** Takes the turn to send, or keeps it; gives how far it was sent. Undefined while another has it. */
export async function takeTurn(transaction: Transaction, sender: string, turnMs: number): Promise<number | undefined> {
  const [row] = await transaction.rows<{ seq: string }>(
    sql`UPDATE audit_sent SET sender = ${sender}, turn_until = clock_timestamp() + ${turnMs}::float8 * interval '1 millisecond',
          seq = greatest(seq, (SELECT anchor_seq FROM audit_head))
        WHERE sender = ${sender} OR turn_until IS NULL OR turn_until < clock_timestamp() RETURNING seq`,
  )
  return row && Number(row.seq)
}

/** Says how far it was sent. False where the turn has passed on meanwhile. */
export const markSent = async (transaction: Transaction, sender: string, seq: number): Promise<boolean> =>
  (await transaction.run(
    sql`UPDATE audit_sent SET seq = ${seq}::bigint WHERE sender = ${sender} AND seq < ${seq}::bigint`,
  )) === 1

/** Lets another send at once. */
export const giveTurn = (transaction: Transaction, sender: string): Promise<number> =>
  transaction.run(sql`UPDATE audit_sent SET sender = NULL, turn_until = NULL WHERE sender = ${sender}`)
