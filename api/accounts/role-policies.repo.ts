import { sql } from 'drizzle-orm'
import type { Handle, ScopedTransaction } from '#api/db/client.ts'
import { instantText } from '#api/db/sql-text.ts'
import type { RolePolicy } from './accounts.contract.ts'

export const listRolePolicies = (handle: Handle): Promise<RolePolicy[]> =>
  handle.rows<RolePolicy>(
    sql`SELECT p.role, p.requires_second_factor AS "requiresSecondFactor",
        ${instantText(sql`p.changed_at`)} AS "changedAt", p.changed_by AS "changedBy"
      FROM onegrid.role_policies p`,
  )

export const saveRolePolicy = (
  transaction: ScopedTransaction,
  { role, requiresSecondFactor, changedBy }: Pick<RolePolicy, 'role' | 'requiresSecondFactor'> & { changedBy: string },
) =>
  transaction.run(
    sql`INSERT INTO onegrid.role_policies AS p (role, requires_second_factor, changed_by)
      VALUES (${role}, ${requiresSecondFactor}, ${changedBy})
      ON CONFLICT (role) DO UPDATE SET requires_second_factor = excluded.requires_second_factor, changed_at = now(),
        changed_by = excluded.changed_by WHERE p.requires_second_factor <> excluded.requires_second_factor`,
  )
