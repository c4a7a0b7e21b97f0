import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'
import type { Grant } from './access.contract.ts'
import { insertGrant } from './insert-grant.ts'
import { setOneTimePassword } from './set-one-time-password.ts'

export type NewAccount = {
  /** As `plainUsername` gives it. */
  username: string
  name: string
  until?: string | null
  /** Whom the person answers for. */
  department?: string | null
  /** Of `hashPassword` from `better-auth/crypto`. */
  passwordHash: string
  /** False, or a demo account, takes the owner of the tables: the application's role makes neither. */
  mustChangePassword: boolean
  isDemo?: boolean
  grants?: readonly Pick<Grant, 'role' | 'area'>[]
  /** Who gives the roles, for the record. */
  grantedBy: string
}

/** Makes an account with its password and roles; gives its id, or undefined where the username is taken. */
export async function insertAccount(transaction: Transaction, account: NewAccount): Promise<string | undefined> {
  const { username, name, until = null, department = null, passwordHash, mustChangePassword, isDemo = false } = account
  const id = randomUUID()
  const inserted = await transaction.run(
    sql`INSERT INTO onegrid.users (id, username, name, email, valid_until, department)
        VALUES (${id}, ${username}, ${name}, ${`${username}@onegrid.invalid`}, ${until}::text::timestamptz, ${department}::text)
        ON CONFLICT DO NOTHING`,
  )
  if (inserted === 0) return undefined
  await setOneTimePassword(transaction, id, passwordHash)
  if (!mustChangePassword || isDemo)
    await transaction.run(
      sql`UPDATE onegrid.users SET must_change_password = ${mustChangePassword}, password_changed_at = now(), is_demo = ${isDemo}
          WHERE id = ${id}`,
      1,
    )
  for (const grant of account.grants ?? [])
    await insertGrant(transaction, { ...grant, userId: id, grantedBy: account.grantedBy })
  return id
}
