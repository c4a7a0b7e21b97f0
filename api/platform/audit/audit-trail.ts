import type { Transaction } from '#api/platform/db/client.ts'
import type { Actor, Scope } from '#api/platform/db/scope.ts'

/** One line of the record: who did or read what, when, from where. */
export type AuditEntry = {
  actor: Actor
  /** Where from; empty for the system itself. */
  address: string
  requestId: string
  /** An action of the permission table, or more exactly what was done: `session.sign-in`, `imports.publish`, … */
  action: string
  outcome: 'done' | 'refused' | 'failed'
  /** What it was done to. */
  record?: { kind: string; id: string }
  area?: string
  /** For writes: the record as it was and as it is, without secrets. */
  before?: unknown
  after?: unknown
  details?: Readonly<Record<string, unknown>>
  /** Somebody's personal data were read or changed: kept for three years. */
  isPersonal?: boolean
}

/** Where everything that is done, or read of persons, is recorded. */
export type AuditTrail = {
  /** Writes the line in the transaction of what it tells: there is none without the other. */
  record(transaction: Transaction, entry: AuditEntry): Promise<void>
  /** For what changes nothing itself: reads of personal data (before they are sent), refused attempts. */
  recordAlone(entry: AuditEntry): Promise<void>
}

/** The line of something that happens under a scope. Pure. */
export const entryOf = (
  scope: Scope,
  what: Omit<AuditEntry, 'actor' | 'address' | 'requestId' | 'action' | 'outcome'> &
    Partial<Pick<AuditEntry, 'action' | 'outcome'>>,
): AuditEntry => ({
  actor: scope.actor,
  address: scope.address,
  requestId: scope.requestId,
  action: scope.action,
  outcome: 'done',
  ...what,
})
