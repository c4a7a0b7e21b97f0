import type { Assignee } from '#api/operations/incidents/incident-work.contract.ts'
import type { Incident, IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { problemCode, problemCurrent } from '#web/api-client/problem.ts'
import { listWork, type Step } from '../work/incident-steps.ts'

/** What can be done to several at once: what takes nothing away. To give back, to take back and to reopen is thought about one by
 *  one, though the states it leads to are the same. */
export type BulkName = 'accept' | 'assign'
/** One transition for each, by itself. */
export type BulkStep = { name: BulkName; reason: string; assign: ((incident: Incident) => Assignee) | null }

/** Why one of them was left as it is. */
export type BulkFault = 'not_allowed' | 'stale' | { error: unknown }
export type BulkResult = { incident: Incident; fault: BulkFault | null }

type SentBody = { to: Step['to']; version: number; reason?: string; assignee?: Assignee }

/** The rungs whose roles take work, with the length of their areas' codes. */
export const holderRoles = {
  'grid-worker': 15,
  'village-clerk': 12,
  'township-operator': 9,
  'county-operator': 6,
} as const
export type HolderRole = keyof typeof holderRoles

/** Whoever has this role where an incident lies. Pure. */
export const assignToRole =
  (role: HolderRole) =>
  ({ gridCode }: Pick<Incident, 'gridCode'>): Assignee => ({ role, area: gridCode.slice(0, holderRoles[role]) })

/** The step, where it can be taken of this one. Pure. */
export const findStep = (incident: Incident, areas: readonly string[] | null, name: BulkName): Step | undefined =>
  listWork(incident, areas).steps.find((step) => step.name === name)

type BulkDeps = {
  /** Where whoever does it may. */
  areas: readonly string[] | null
  send: (id: string, body: SentBody) => Promise<IncidentDetail>
  /** Called with every record that came back, also one that somebody else has changed. */
  onRecord: (incident: IncidentDetail) => void
  onProgress: (done: number) => void
}

/** Takes a step of each, one after the other, each with the version that was seen when it was chosen: where somebody was
 *  faster that one is left and the others go on. Never rejects. */
export async function workOnSeveral(
  incidents: readonly Incident[],
  { name, reason, assign }: BulkStep,
  { areas, send, onRecord, onProgress }: BulkDeps,
): Promise<BulkResult[]> {
  const results: BulkResult[] = []
  const takeStep = async (incident: Incident): Promise<BulkResult> => {
    const step = findStep(incident, areas, name)
    if (!step) return { incident, fault: 'not_allowed' }
    try {
      const body = {
        to: step.to,
        version: incident.version,
        ...(reason && { reason }),
        ...(assign && { assignee: assign(incident) }),
      }
      const changed = await send(incident.id, body)
      onRecord(changed)
      return { incident: changed, fault: null }
    } catch (error) {
      const current = problemCurrent(error) as IncidentDetail | undefined
      if (current) onRecord(current)
      if (problemCode(error) === 'stale_version') return { incident: current ?? incident, fault: 'stale' }
      return { incident: current ?? incident, fault: { error } }
    }
  }
  for (const incident of incidents) {
    results.push(await takeStep(incident))
    onProgress(results.length)
  }
  return results
}
