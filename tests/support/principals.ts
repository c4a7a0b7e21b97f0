import { insertKey } from '#api/people/keys/keys.repo.ts'
import type { Action, Grant, Role } from '#api/platform/access/access.contract.ts'
import type { Authenticator } from '#api/platform/access/authenticator.ts'
import { createGuard } from '#api/platform/access/guard.ts'
import { type Principal, scopeOf } from '#api/platform/access/principal.ts'
import { hashSecret, makeSecret } from '#api/platform/access/secrets.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'

// Not from database.ts: processes that are no tests import this too.
const testCounty = '530326'

/** Somebody who holds these roles, all in the county unless another area is named. */
export const aPrincipal = (...grants: (Role | { role: Role; area: string })[]): Principal => ({
  actor: { kind: 'person', id: 'tester', name: 'tester' },
  name: '测试员',
  grants: grants.map(
    (grant): Grant => ({ area: testCounty, until: null, ...(typeof grant === 'string' ? { role: grant } : grant) }),
  ),
  expiresAt: null,
})

/** Who sees and does all there is in the county. */
export const everybody = aPrincipal('county-operator', 'planner', 'administrator')

export const aScope = (action: Action, principal: Principal = everybody): Scope =>
  scopeOf(principal, action, { address: '127.0.0.1', requestId: 'test' })

/** Everybody who asks is this one. For what is not about who may do it. */
export const alwaysSignedIn = (principal: Principal = everybody): Authenticator => ({
  identify: async () => principal,
  recall: () => principal,
  isFamiliar: () => true,
  forget() {},
})

/** The guard of the product, for some of its routes without the rest. */
export const guardFor = (principal: Principal = everybody) => createGuard(alwaysSignedIn(principal))

/** A key as `npm run admin -- create-key` makes one. */
export async function makeKey(database: Database, role: Role, area = testCounty): Promise<string> {
  const secret = makeSecret('ogk')
  const expiresAt = new Date(Date.now() + 86_400_000)
  await database.write((transaction) =>
    insertKey(transaction, {
      name: `${role} ${area}`,
      secretHash: hashSecret(secret),
      role,
      area,
      createdBy: 'tests',
      expiresAt,
    }),
  )
  return secret
}
