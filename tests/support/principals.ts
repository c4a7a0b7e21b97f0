import type { Action, Grant, Role } from '#api/access/access.contract.ts'
import { createAuthenticator } from '#api/access/authenticator.ts'
import { createGuard } from '#api/access/guard.ts'
import { createKeyCheck } from '#api/access/key-check.ts'
import { insertKey } from '#api/access/keys.repo.ts'
import { type Principal, scopeOf } from '#api/access/principal.ts'
import { hashSecret, makeSecret } from '#api/access/secrets.ts'
import type { Database } from '#api/db/client.ts'
import type { Scope } from '#api/db/scope.ts'
import { addressOf } from '#api/http/client-address.ts'
import { testCounty } from './database.ts'

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

/** Routes over a database, each asked with a key of these roles. */
export async function guardedBy(database: Database, role: Role = 'county-operator', area = testCounty) {
  const key = await makeKey(database, role, area)
  const authenticator = createAuthenticator([createKeyCheck({ database, county: testCounty })])
  return { guard: createGuard({ authenticator, addressOf }), headers: { authorization: `Bearer ${key}` } }
}

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
