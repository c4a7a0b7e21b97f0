import type { AuditEntry } from '#api/audit/audit-trail.ts'

/** A line of the record, of somebody who changed an incident. */
export const anEntry = (entry: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { kind: 'person', id: 'u1', name: 'zhang' },
  address: '10.0.0.7',
  requestId: 'r1',
  action: 'incidents.write',
  outcome: 'done',
  record: { kind: 'incidents', id: 'i1' },
  area: '530326101',
  before: { state: 'reported', 备注: '旧' },
  after: { state: 'accepted', 备注: '新' },
  ...entry,
})
