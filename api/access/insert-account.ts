import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/db/client.ts'
import type { Grant } from './access.contract.ts'

export type NewAccount = {
  /** As `plainUsername` gives it. */
  username: string
  name: string
  /** Of `hashPassword` from `better-auth/crypto`. */
  passwordHash: string
  mustChangePassword: boolean
  isDemo?: boolean
  grants: readonly Pick<Grant, 'role' | 'area'>[]
  /** Who gives the roles, for the record. */
  grantedBy: string
}

/** Makes an account with its password and roles; gives its id. */
export async function insertAccount(transaction: Transaction, account: NewAccount): Promise<string> {
  const { username, name, passwordHash, mustChangePassword, isDemo = false, grants, grantedBy } = account
  const id = randomUUID()
  await transaction.run(
    sql`INSERT INTO onegrid.users (id, username, name, email, must_change_password, password_changed_at, is_demo)
        VALUES (${id}, ${username}, ${name}, ${`${id}@onegrid.invalid`}, ${mustChangePassword}, now(), ${isDemo})`,
    1,
  )
  await transaction.run(
    sql`INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id, password)
        VALUES (${randomUUID()}, ${id}, 'credential', ${id}, ${passwordHash})`,
    1,
  )
  for (const { role, area } of grants)
    await transaction.run(
      sql`INSERT INTO onegrid.grants (user_id, role, area_code, granted_by) VALUES (${id}, ${role}, ${area}, ${grantedBy})`,
      1,
    )
  return id
}
