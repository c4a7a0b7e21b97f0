import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

/** What `work` gives, or undefined where a statement of it fails: the transaction goes on as if there had been none. Throws
 *  where the connection is gone. */
export async function attempt<Result>(
  transaction: Transaction,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  await transaction.run(sql`SAVEPOINT attempt`)
  try {
    const result = await work()
    await transaction.run(sql`RELEASE SAVEPOINT attempt`)
    return result
  } catch {
    await transaction.run(sql`ROLLBACK TO SAVEPOINT attempt`)
    return undefined
  }
}
