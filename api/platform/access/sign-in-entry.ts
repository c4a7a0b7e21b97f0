import type { AuditEntry } from '#api/platform/audit/audit-trail.ts'
import type { RequestOrigin } from './principal.ts'

/** The line of somebody who is not signed in yet. A name that nobody has is not written down: it may be a password in the wrong
 *  field. Pure. */
export const signInEntry = (
  { address, requestId }: RequestOrigin,
  account: { userId: string; username: string } | undefined,
  entry: Pick<AuditEntry, 'action' | 'outcome' | 'details'>,
): AuditEntry => ({
  actor: { kind: 'person', id: account?.userId ?? '', name: account?.username ?? '' },
  address,
  requestId,
  ...entry,
})
