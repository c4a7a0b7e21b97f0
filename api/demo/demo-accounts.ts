import { randomInt } from 'node:crypto'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { type Role, roles } from '#api/platform/access/access.contract.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import { isPersonalRole } from '#api/platform/access/permissions.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { StartError } from '#api/platform/process/start-error.ts'

/** Where a role is held that no county holds: 者海镇, a village and a grid of it. */
const lowerAreas: Partial<Record<Role, string>> = {
  'township-operator': '105',
  'village-clerk': '105001',
  'grid-worker': '105001001',
}
const names: Partial<Record<Role, string>> = {
  'county-operator': '县级值班员',
  'emergency-commander': '应急指挥员',
  'township-operator': '乡镇值班员',
  'village-clerk': '村（社区）干部',
  'grid-worker': '网格员',
  'department-officer': '部门联络员（司法所）',
  planner: '区划规划员',
  approver: '区划审批人',
  auditor: '审计员',
  administrator: '管理员',
}
/** Whom the demonstration's officer answers for: the office that is called for most disputes. */
const demoDepartment = 'judicial-office'
/** Crockford's base 32: no i, l, o, u. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'
/** The key of the lock under which one process at a time makes them. */
const accountsLock = 0x06e7

export type DemoAccount = { username: string; name: string; area: string; password: string }

/** Four groups of four: 80 bits that can be read out. */
const makePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join(
    '-',
  )

/** One account a role for the demonstration county, under the role's name. Gives those it has made, with their passwords,
 *  which nobody can read again; none where there were some. With `password` all have that one, also those from before. */
export async function ensureDemoAccounts(options: {
  database: Database
  audit: AuditTrail
  password: string | undefined
}): Promise<DemoAccount[]> {
  const { database, audit, password } = options
  const before = await database.read(findDemoPasswords)
  if (before.length > 0) {
    if (password !== undefined) await followPassword(options, before, password)
    return []
  }
  const accounts = roles.filter(isPersonalRole).map((role) => ({
    role,
    username: role,
    name: names[role] ?? role,
    area: `${database.county}${lowerAreas[role] ?? ''}`,
    password: password ?? makePassword(),
  }))
  const hashes = await Promise.all(accounts.map((account) => hashPassword(account.password)))
  return database.write(async (transaction) => {
    await transaction.run(sql`SELECT pg_advisory_xact_lock(${accountsLock})`)
    if ((await findDemoPasswords(transaction)).length > 0) return []
    const made: DemoAccount[] = []
    for (const [index, { role, area, ...account }] of accounts.entries()) {
      const id = await insertAccount(transaction, {
        ...account,
        passwordHash: hashes[index] ?? '',
        mustChangePassword: false,
        isDemo: true,
        department: role === 'department-officer' ? demoDepartment : null,
        grants: [{ role, area }],
        grantedBy: 'demo',
      })
      // Somebody's own account of that name stays what it is.
      if (id === undefined) continue
      await audit.record(transaction, {
        ...system,
        action: 'accounts.write',
        record: { kind: 'account', id },
        area,
        after: { username: role, role, area, isDemo: true },
      })
      made.push({ ...account, area })
    }
    return made
  })
}

const system = {
  actor: { kind: 'system', id: 'start', name: 'start' },
  address: '',
  requestId: '',
  outcome: 'done',
} as const

type DemoPassword = { userId: string; username: string; password: string }
const findDemoPasswords = (handle: Pick<Transaction, 'rows'>) =>
  handle.rows<DemoPassword>(
    sql`SELECT u.id AS "userId", u.username, c.password FROM onegrid.users u
        JOIN onegrid.credentials c ON c.user_id = u.id AND c.provider_id = 'credential' WHERE u.is_demo`,
  )

async function followPassword(
  { database, audit }: { database: Database; audit: AuditTrail },
  accounts: readonly DemoPassword[],
  password: string,
): Promise<void> {
  const isSame = await Promise.all(accounts.map((account) => verifyPassword({ hash: account.password, password })))
  const others = accounts.filter((_, index) => !isSame[index])
  const hashes = await Promise.all(others.map(() => hashPassword(password)))
  if (others.length === 0) return
  await database.write(async (transaction) => {
    for (const [index, { userId }] of others.entries()) {
      await transaction.run(
        sql`UPDATE onegrid.credentials SET password = ${hashes[index]}, updated_at = now()
            WHERE user_id = ${userId} AND provider_id = 'credential'`,
      )
      await audit.record(transaction, {
        ...system,
        action: 'session.password',
        record: { kind: 'account', id: userId },
      })
    }
  })
}

/** Takes the demonstration accounts out, with whatever session of theirs is open. Gives how many there were. */
export const deleteDemoAccounts = (transaction: Transaction): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.users WHERE is_demo`)

/** Passwords that stood on a screen are for this machine alone. Throws `StartError` while such an account could be used. */
export async function refuseDemoAccounts(database: Database, beyond: string): Promise<void> {
  const found = await database.read((handle) =>
    handle.rows(sql`SELECT 1 FROM onegrid.users WHERE is_demo AND disabled_at IS NULL LIMIT 1`),
  )
  if (found.length === 0) return
  throw new StartError({
    zh: `${beyond} 会让其他机器访问，而库中还有演示账户；请先清除：npm run admin -- clear-demo，或只在本机使用。`,
    en: `${beyond} would open the system to other machines while there are demo accounts; take them out first with npm run admin -- clear-demo, or stay on this machine.`,
  })
}

/** Whether anybody at all could sign in. */
export const hasAccounts = async (database: Database): Promise<boolean> =>
  (await database.read((handle) => handle.rows(sql`SELECT 1 FROM onegrid.users WHERE disabled_at IS NULL LIMIT 1`)))
    .length > 0
