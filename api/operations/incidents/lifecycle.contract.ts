import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { endedStates, type Incident, type IncidentState, rungs } from './incidents.contract.ts'

/** What may follow on a state. Who may do it is the permission table's matter. */
export const allowedTransitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  reported: ['accepted', 'returned', 'cancelled', 'merged'],
  returned: ['reported', 'cancelled'],
  accepted: ['assigned', 'returned', 'cancelled', 'merged'],
  assigned: ['in_progress', 'accepted', 'cancelled'],
  in_progress: ['resolved', 'assigned'],
  resolved: ['closed', 'in_progress'],
  closed: ['accepted'],
  merged: [],
  cancelled: [],
}

/** Pure. */
export const isAllowedTransition = (from: IncidentState, to: IncidentState): boolean =>
  allowedTransitions[from].includes(to)

/** Whether a step has to say why: sending it back, giving it up, and opening again what was closed. Pure. */
export const needsReason = (from: IncidentState, to: IncidentState): boolean =>
  to === 'returned' || to === 'cancelled' || from === 'closed'

/** Pure. */
export const isEnded = (state: IncidentState): boolean => (endedStates as readonly IncidentState[]).includes(state)

/** Nobody goes on with it, and departments that were called to it are let go. Pure. */
export const isOver = (state: IncidentState): boolean => isEnded(state) || state === 'returned'

/** The states in which a rung can pass an incident on: before the work is done. */
const climbingStates: readonly IncidentState[] = ['reported', 'accepted', 'assigned', 'in_progress']
/** Pure. */
export const canClimb = (state: IncidentState): boolean => climbingStates.includes(state)

/** The state in which the next rung finds what it is handed: who takes over assigns anew. Pure. */
export const stateAfterClimb = (state: IncidentState): IncidentState => (state === 'reported' ? 'reported' : 'accepted')

type Rung = Incident['rung']
/** Negative where `first` is the lower one. Pure. */
export const compareRungs = (first: Rung, second: Rung): number => rungs.indexOf(first) - rungs.indexOf(second)
/** The rung one up (`1`) or down (`-1`), if there is one. Pure. */
export const rungBeside = (rung: Rung, step: 1 | -1): Rung | undefined => rungs[rungs.indexOf(rung) + step]

/** Whether whoever works in these areas does so at the rung that has an incident, or above it: by the widest of them that holds
 *  its grid. Undefined where none does. Pure. */
export function isAtRung(
  areas: readonly string[],
  { gridCode, rung }: Pick<Incident, 'gridCode' | 'rung'>,
): boolean | undefined {
  const widest = areas.filter((area) => gridCode.startsWith(area)).sort((a, b) => a.length - b.length)[0]
  return widest === undefined ? undefined : compareRungs(levelOfCode(widest) as Rung, rung) >= 0
}

/** What somebody below the rung that has an incident does with it once it was given to them: begin, have it done, take it up again,
 *  or give it back. */
const stepsOfAssignee: Readonly<Partial<Record<IncidentState, readonly IncidentState[]>>> = {
  assigned: ['in_progress', 'accepted'],
  in_progress: ['resolved'],
  resolved: ['in_progress'],
}
/** Whether a step may be taken from below the rung that has an incident, by whoever works in these areas: it was given to one of
 *  them, or to one within. Pure. */
export function isStepOfAssignee(
  areas: readonly string[],
  { state, assignee }: { state: IncidentState; assignee?: Readonly<Record<string, unknown>> | null | undefined },
  to: IncidentState,
): boolean {
  const area = assignee?.area
  return (
    typeof area === 'string' &&
    areas.some((own) => area.startsWith(own)) &&
    stepsOfAssignee[state]?.includes(to) === true
  )
}

/** The risk of a dispute, as the field grades it, from its severity. Pure. */
export const riskOf = (severity: Incident['severity']): 'green' | 'yellow' | 'red' =>
  (({ blue: 'green', yellow: 'yellow', orange: 'yellow', red: 'red' }) as const)[severity]
