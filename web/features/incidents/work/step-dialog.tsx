import { useState } from 'react'
import type { IncidentState } from '#api/operations/incidents/incidents.contract.ts'
import { isOver } from '#api/operations/incidents/lifecycle.contract.ts'
import { stepIncident } from '#web/api-client/incident-calls.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import type { ShownIncident } from '../incidents.queries.ts'
import { countOpenWhistles } from './count-open-whistles.ts'
import type { Step } from './incident-steps.ts'
import { workText } from './work.text.ts'
import { WorkDialog } from './work-dialog.tsx'

type StepDialogProps = { incident: ShownIncident; step: Step; isPossible: boolean; onClose: () => void }

/** A step of which something is to be said: why, or how it ended. */
export function StepDialog({ incident, step, isPossible, onClose }: StepDialogProps) {
  const text = useText(workText)
  const [reason, setReason] = useState('')
  return (
    <WorkDialog
      title={text.step[step.name]}
      submitText={text.step[step.name]}
      incident={incident}
      isPossible={isPossible}
      gap={step.needsReason && reason.trim() === '' ? { field: 'reason', sentence: text.noReason } : null}
      onSubmit={(version) => stepIncident(incident.id, { to: step.to, version, reason: reason.trim() })}
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <WhistlesEnd incident={incident} to={step.to} />
          <ReasonField
            label={step.needsReason ? text.reason : text.result}
            value={reason}
            isFaulty={isFaulty('reason')}
            onChange={setReason}
          />
        </>
      )}
    </WorkDialog>
  )
}

/** Says that who was called is let go with the incident. */
export function WhistlesEnd({ incident, to }: { incident: ShownIncident; to: IncidentState }) {
  const text = useText(workText)
  const going = countOpenWhistles(incident.timeline ?? [])
  return isOver(to) && going > 0 ? <p role="note">{text.whistlesEnd(formatNumber(going))}</p> : null
}

type ReasonFieldProps = {
  /** Whether the form begins with it. */
  isFirst?: boolean
  label: string
  value: string
  isFaulty: boolean
  onChange: (value: string) => void
}

export const ReasonField = ({ isFirst = true, label, value, isFaulty, onChange }: ReasonFieldProps) => (
  <Field label={label}>
    <textarea
      data-first-focus={isFirst || undefined}
      rows={3}
      value={value}
      maxLength={1000}
      aria-invalid={isFaulty}
      onChange={(event) => onChange(event.target.value)}
    />
  </Field>
)
