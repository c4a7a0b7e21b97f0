import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { stepIncident } from '#web/api-client/incident-calls.ts'
import { describeError, problemCode, problemCurrent } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import styles from '../incident-form.module.css'
import { type ShownIncident, takeIn } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import type { Step, StepName, Work } from './incident-steps.ts'
import { workText } from './work.text.ts'

// A dialog comes when it is asked for: most incidents are only looked at.
const StepDialog = lazy(() => import('./step-dialog.tsx').then((module) => ({ default: module.StepDialog })))
const AssignDialog = lazy(() => import('./assign-dialog.tsx').then((module) => ({ default: module.AssignDialog })))
const MergeDialog = lazy(() => import('./merge-dialog.tsx').then((module) => ({ default: module.MergeDialog })))
const ClimbDialog = lazy(() => import('./climb-dialog.tsx').then((module) => ({ default: module.ClimbDialog })))
const ChangeDialog = lazy(() => import('./change-dialog.tsx').then((module) => ({ default: module.ChangeDialog })))

/** Of these nothing has to be said: a press is enough. */
const plainSteps: ReadonlySet<StepName> = new Set<StepName>(['accept', 'start', 'resend'])

type OpenDialog = Step | 'escalate' | 'hand-back' | 'change'

/** The steps that the state and the rights allow, as buttons. */
export function IncidentWork({ incident, work }: { incident: ShownIncident; work: Work }) {
  const text = useText(workText)
  const words = useText(incidentsText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [isBusy, begin] = useBusy()

  const takeStep = (step: Step) => {
    setFault(null)
    if (!plainSteps.has(step.name)) return setDialog(step)
    void begin(async () => {
      try {
        takeIn(queryClient, await stepIncident(incident.id, { to: step.to, version: incident.version }))
      } catch (error) {
        const current = problemCurrent(error) as IncidentDetail | undefined
        if (current) takeIn(queryClient, current)
        setFault(problemCode(error) === 'stale_version' ? text.shownAgain : describeError(error, language))
      }
    })
  }
  const close = () => setDialog(null)
  const openDialog = (wanted: OpenDialog) => {
    setFault(null)
    setDialog(wanted)
  }
  const renderButtons = (): ReactNode => {
    if (work.isHeldAbove && work.steps.length === 0)
      return <p className={styles.muted}>{text.heldAbove(words.rung[incident.rung])}</p>
    if (work.steps.length === 0 && !work.canChange) return null
    return (
      <div className={styles.work}>
        {work.steps.map((step, index) => (
          <Button
            key={step.name}
            look={index === 0 ? 'primary' : 'plain'}
            disabled={isBusy}
            onClick={() => takeStep(step)}
          >
            {text.step[step.name]}
          </Button>
        ))}
        {work.up.length > 0 && <Button onClick={() => openDialog('escalate')}>{text.escalate}</Button>}
        {work.down.length > 0 && <Button onClick={() => openDialog('hand-back')}>{text.handBack}</Button>}
        {work.canChange && <Button onClick={() => openDialog('change')}>{text.change}</Button>}
        {fault && (
          <p className={styles.fault} role="alert">
            {fault}
          </p>
        )}
      </div>
    )
  }
  // a dialog stays with what was typed in it when somebody else has taken its step away, and says so
  return (
    <>
      {renderButtons()}
      <Suspense>{dialog && renderDialog(dialog, incident, work, close)}</Suspense>
    </>
  )
}

function renderDialog(dialog: OpenDialog, incident: ShownIncident, work: Work, onClose: () => void): ReactNode {
  if (dialog === 'change') return <ChangeDialog incident={incident} isPossible={work.canChange} onClose={onClose} />
  if (dialog === 'escalate' || dialog === 'hand-back') {
    const targets = dialog === 'escalate' ? work.up : work.down
    return <ClimbDialog incident={incident} way={dialog} targets={targets} onClose={onClose} />
  }
  const props = { incident, step: dialog, isPossible: work.steps.some(({ to }) => to === dialog.to), onClose }
  if (dialog.to === 'assigned') return <AssignDialog {...props} />
  if (dialog.to === 'merged') return <MergeDialog {...props} />
  return <StepDialog {...props} />
}
