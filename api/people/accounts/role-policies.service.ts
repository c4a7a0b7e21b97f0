import { roles } from '#api/platform/access/access.contract.ts'
import { isPersonalRole } from '#api/platform/access/permissions.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, Handle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { RolePoliciesBody, RolePolicy } from './accounts.contract.ts'
import { requirePersonalRole } from './grant-rules.ts'
import { listRolePolicies, saveRolePolicy } from './role-policies.repo.ts'

/** What a role asks of whoever holds it. */
export type RolePoliciesService = {
  /** One for every role that a person can hold, in the order of the table. */
  list(scope: Scope): Promise<RolePolicy[]>
  save(scope: Scope, policies: RolePoliciesBody['items']): Promise<RolePolicy[]>
}

export function createRolePoliciesService(deps: {
  database: Database
  audit: AuditTrail
  onChange: () => void
}): RolePoliciesService {
  const { database, audit, onChange } = deps

  async function readAll(handle: Handle): Promise<RolePolicy[]> {
    const saved = new Map((await listRolePolicies(handle, database.county)).map((policy) => [policy.role, policy]))
    return roles
      .filter(isPersonalRole)
      .map((role) => saved.get(role) ?? { role, requiresSecondFactor: false, changedAt: null, changedBy: null })
  }
  const inShort = (policies: readonly RolePolicy[]) =>
    policies.filter(({ requiresSecondFactor }) => requiresSecondFactor).map(({ role }) => role)

  return {
    list: (scope) => database.readAs(scope, readAll),

    async save(scope, policies) {
      for (const [index, { role }] of policies.entries()) requirePersonalRole(role, `items.${index}.role`)
      const saved = await database.writeAs(scope, async (transaction) => {
        const before = await readAll(transaction)
        for (const policy of policies)
          await saveRolePolicy(transaction, {
            ...policy,
            county: database.county,
            changedBy: scope.actor.name,
          })
        const after = await readAll(transaction)
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'role-policies', id: 'second-factor' },
            before: inShort(before),
            after: inShort(after),
          }),
        )
        return after
      })
      onChange()
      return saved
    },
  }
}
