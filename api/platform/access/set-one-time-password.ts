import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

/** Sets a password that has to be changed at the first sign-in, and takes away what the account is bound to elsewhere. */
export const setOneTimePassword = (transaction: Transaction, userId: string, passwordHash: string) =>
  transaction.exactly(1, sql`SELECT onegrid.set_one_time_password(${userId}, ${passwordHash})`)
