import type { AuditEntry } from '#api/platform/audit/audit-trail.ts'
import type { Transaction } from '#api/platform/db/client.ts'
import {
  type ClosedRow,
  countUnknown,
  disableAgain,
  disableAll,
  type Former,
  isSameInstallation,
  keepPasswords,
  keepPolicies,
  keepSecondFactors,
  keepSecret,
  removeBindings,
  revokeAgain,
  revokeAll,
  revokeGrants,
} from './close-again.repo.ts'

export const closedKinds = [
  'keys',
  'walls',
  'accounts',
  'grants',
  'passwords',
  'secondFactors',
  'bindings',
  'policies',
] as const
type ClosedKind = (typeof closedKinds)[number]

/** What was closed is closed again, of each kind. */
export type ClosedCounts = Record<ClosedKind, number>

/** What was known of the time since the backup. `later`: everything, the database that was there had gone on from it. `part`:
 *  it is of the same installation and was restored from another backup meanwhile, or its trail does not reach back. `other`:
 *  it has nothing to do with the backup. `none`: there was nothing. */
export type Knowledge = 'later' | 'part' | 'other' | 'none' | 'unreadable'

export type Closing = {
  knowledge: Knowledge
  closed: ClosedCounts
  /** Open, and unknown to the database that was there; 0 where it knew all, or nothing. */
  unknown: { accounts: number; keys: number; walls: number }
}

/** Writes a line of the record in the transaction of the restore. */
export type RecordChange = (entry: Omit<AuditEntry, 'actor' | 'address' | 'requestId' | 'outcome'>) => Promise<void>

type Line = Pick<AuditEntry, 'action'> & { record: { kind: string; id: string }; did: string }
const lineOf: Record<ClosedKind, (row: ClosedRow) => Line> = {
  keys: ({ id }) => ({ action: 'keys.write', record: { kind: 'key', id }, did: 'revoke' }),
  walls: ({ id }) => ({ action: 'walls.write', record: { kind: 'wall', id }, did: 'revoke' }),
  accounts: ({ id }) => ({ action: 'accounts.write', record: { kind: 'account', id }, did: 'disable' }),
  grants: ({ id }) => ({ action: 'accounts.write', record: { kind: 'account', id }, did: 'revoke' }),
  passwords: ({ id }) => ({ action: 'accounts.write', record: { kind: 'account', id }, did: 'keep-password' }),
  secondFactors: ({ id }) => ({ action: 'accounts.write', record: { kind: 'account', id }, did: 'keep-second-factor' }),
  bindings: ({ id }) => ({ action: 'session.way-unbound', record: { kind: 'account', id }, did: 'unbind' }),
  policies: ({ id }) => ({
    action: 'policies.write',
    record: { kind: 'role-policies', id },
    did: 'keep-second-factor',
  }),
}

/** Closes in what was restored whatever was closed in the database that stood there before, so that nobody comes in with what
 *  was taken from them after the backup: keys, walls and roles revoked, accounts disabled or gone, bindings removed. An account
 *  of both keeps the password and the second factor that it had last. The old ones may be what was changed because somebody
 *  else knew them, and the owner knows the new ones; whoever has lost them gets in by `npm run admin -- reset-password`. Every
 *  change is told to `record`. */
export async function closeAgain(
  transaction: Transaction,
  options: {
    county: string
    /** Null where it could not be read; undefined where there was none. */
    former: Former | null | undefined
    revokesKeysAndWalls?: boolean
    disablesAccounts?: boolean
    /** Who revokes. */
    by: string
    record: RecordChange
  },
): Promise<Closing> {
  const { county, former, revokesKeysAndWalls, disablesAccounts, by, record } = options
  const rows: Record<ClosedKind, ClosedRow[]> = {
    keys: [],
    walls: [],
    accounts: [],
    grants: [],
    passwords: [],
    secondFactors: [],
    bindings: [],
    policies: [],
  }
  let unknown = { accounts: 0, keys: 0, walls: 0 }
  let knowledge: Knowledge = former === null ? 'unreadable' : 'none'
  if (former) {
    const isEmpty = former.access.users === '[]' && former.access.api_keys === '[]' && former.access.walls === '[]'
    const isSame = await isSameInstallation(transaction, former)
    knowledge = isSame ? (former.isLater ? 'later' : 'part') : isEmpty ? 'none' : 'other'
    if (isSame) {
      rows.keys = await revokeAgain(transaction, 'api_keys', former, by)
      rows.walls = await revokeAgain(transaction, 'walls', former, by)
      // Before the accounts, whose time of change these three go by and that one moves.
      rows.secondFactors = await keepSecondFactors(transaction, former)
      await keepSecret(transaction, former)
      rows.passwords = await keepPasswords(transaction, former)
      rows.bindings = await removeBindings(transaction, former)
      rows.accounts = await disableAgain(transaction, former)
      rows.grants = await revokeGrants(transaction, former, by)
      rows.policies = await keepPolicies(transaction, former)
    }
  }
  if (revokesKeysAndWalls) {
    rows.keys.push(...(await revokeAll(transaction, 'api_keys', by)))
    rows.walls.push(...(await revokeAll(transaction, 'walls', by)))
  }
  if (disablesAccounts) rows.accounts.push(...(await disableAll(transaction, county)))
  if (former && knowledge === 'part') unknown = await countUnknown(transaction, former)
  for (const kind of closedKinds)
    for (const row of rows[kind]) {
      const { did, ...line } = lineOf[kind](row)
      const { id: _, area, ...what } = row
      await record({ ...line, ...(area && { area }), details: { ...what, did, cause: 'restore' } })
    }
  const closed = Object.fromEntries(closedKinds.map((kind) => [kind, rows[kind].length])) as ClosedCounts
  return { knowledge, closed, unknown }
}
