import type { OpenWork } from '#api/ground/editions/import/open-work.ts'
import type { AuditEntry, AuditTrail } from '#api/platform/audit/audit-trail.ts'

/** Who imports, from where, and by which import. */
export type ImportOrigin = Pick<AuditEntry, 'actor' | 'address' | 'requestId' | 'area' | 'details'>

/** Open work that records the edition when it is handed over to it: that happens in the transaction that publishes. */
export const recordPublication = (openWork: OpenWork, audit: AuditTrail, origin: ImportOrigin): OpenWork => ({
  ...openWork,
  async route(transaction, moves, edition) {
    await openWork.route(transaction, moves, edition)
    await audit.record(transaction, {
      ...origin,
      action: 'imports.publish',
      outcome: 'done',
      record: { kind: 'editions', id: String(edition) },
      before: { openIncidents: moves.map(({ id, from }) => ({ id, gridCode: from })).slice(0, listedMoves) },
      after: {
        edition,
        rerouted: moves.length,
        openIncidents: moves.map(({ id, to }) => ({ id, gridCode: to })).slice(0, listedMoves),
      },
    })
  },
})

/** A line is no place for thousands; each has its own line in the timeline of its incident. */
const listedMoves = 200
