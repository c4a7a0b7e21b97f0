import {
  type Incident,
  type IncidentDetail,
  type IncidentState,
  rungs,
} from '#api/operations/incidents/incidents.contract.ts'
import {
  allowedTransitions,
  canClimb,
  compareRungs,
  isAtRung,
  isEnded,
  isStepOfAssignee,
  needsReason,
} from '#api/operations/incidents/lifecycle.contract.ts'

type Rung = Incident['rung']

/** What the steps are called: the same state is reached by steps of other meanings. */
export type StepName =
  | 'accept'
  | 'reopen'
  | 'unassign'
  | 'return'
  | 'resend'
  | 'assign'
  | 'reassign'
  | 'start'
  | 'resume'
  | 'resolve'
  | 'close'
  | 'cancel'
  | 'merge'

export type Step = { name: StepName; to: IncidentState; needsReason: boolean }

const nameStep = (from: IncidentState, to: IncidentState): StepName => {
  switch (to) {
    case 'accepted':
      return from === 'closed' ? 'reopen' : from === 'assigned' ? 'unassign' : 'accept'
    case 'assigned':
      return from === 'in_progress' ? 'reassign' : 'assign'
    case 'in_progress':
      return from === 'resolved' ? 'resume' : 'start'
    case 'reported':
      return 'resend'
    case 'returned':
      return 'return'
    case 'resolved':
      return 'resolve'
    case 'closed':
      return 'close'
    case 'cancelled':
      return 'cancel'
    case 'merged':
      return 'merge'
  }
}

/** What can be done about an incident, the step that is usually next first. */
export type Work = {
  canNote: boolean
  canChange: boolean
  /** A rung above has it: whoever works below only adds to it. */
  isHeldAbove: boolean
  steps: readonly Step[]
  /** The rungs it can be passed up and down to, the nearest first. */
  up: readonly Rung[]
  down: readonly Rung[]
}

const nothing: Work = { canNote: false, canChange: false, isHeldAbove: false, steps: [], up: [], down: [] }

/** What whoever works in these areas can do about an incident in its present state. The server asks again. Pure. */
export function listWork(
  {
    state,
    rung,
    gridCode,
    assignee,
  }: Pick<Incident, 'state' | 'rung' | 'gridCode'> & Partial<Pick<IncidentDetail, 'assignee'>>,
  areas: readonly string[] | null,
): Work {
  const isHeld = isAtRung(areas ?? [], { gridCode, rung })
  if (isHeld === undefined) return nothing
  const isOwn = (to: IncidentState) => isHeld || isStepOfAssignee(areas ?? [], { state, assignee }, to)
  const steps = allowedTransitions[state]
    .filter(isOwn)
    .map((to) => ({ name: nameStep(state, to), to, needsReason: needsReason(state, to) }))
  if (!isHeld) return { ...nothing, canNote: true, isHeldAbove: true, steps }
  const isClimbing = canClimb(state)
  return {
    canNote: true,
    canChange: !isEnded(state),
    isHeldAbove: false,
    steps,
    up: isClimbing ? rungs.filter((each) => compareRungs(each, rung) > 0) : [],
    down: isClimbing ? rungs.filter((each) => compareRungs(each, rung) < 0).reverse() : [],
  }
}
