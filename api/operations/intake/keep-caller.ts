import type { IncidentPartiesService } from '#api/operations/incidents/incident-parties.service.ts'
import type { ReportOptions } from '#api/operations/incidents/incident-work.service.ts'

export type Caller = { name: string; phone?: string }

/** How long the name and phone of who called are kept. */
const callerDays = 180

/** Writes who called beside the incident, in its transaction, and nowhere else. */
export const keepCaller =
  (parties: IncidentPartiesService, { name, phone }: Caller): NonNullable<ReportOptions['alongside']> =>
  async (transaction, { id, gridCode }) => {
    const expiresAt = new Date(Date.now() + callerDays * 86_400_000).toISOString()
    const values = { incidentId: id, part: 'reporter', name, phone: phone ?? null, note: '', expiresAt }
    await parties.addWithin(transaction, gridCode, values)
  }
