import { sql } from 'drizzle-orm'
import type { Handle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { RolePolicy } from './accounts.contract.ts'

/** Those of one county. */
export const listRolePolicies = (handle: Handle, county: string): Promise<RolePolicy[]> =>
  handle.rows<RolePolicy>(
    sql`SELECT p.role, p.requires_second_factor AS "requiresSecondFactor",
        ${instantText(sql`p.changed_at`)} AS "changedAt", p.changed_by AS "changedBy"
      FROM onegrid.role_policies p WHERE p.county_code = ${county}`,
  )

export const saveRolePolicy = (
  transaction: ScopedTransaction,
  {
    county,
    role,
    requiresSecondFactor,
    changedBy,
  }: Pick<RolePolicy, 'role' | 'requiresSecondFactor'> & { county: string; changedBy: string },
) =>
  transaction.run(
    sql`INSERT INTO onegrid.role_policies AS p (county_code, role, requires_second_factor, changed_by)
      VALUES (${county}, ${role}, ${requiresSecondFactor}, ${changedBy})
      ON CONFLICT (county_code, role) DO UPDATE SET requires_second_factor = excluded.requires_second_factor, changed_at = now(),
        changed_by = excluded.changed_by WHERE p.requires_second_factor <> excluded.requires_second_factor`,
  )
