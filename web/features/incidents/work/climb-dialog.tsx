import { useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { climbIncident } from '#web/api-client/incident-calls.ts'
import { useText } from '#web/shared/use-text.ts'
import { Segments } from '#web/ui/chip.tsx'
import styles from '../incident-form.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { ReasonField } from './step-dialog.tsx'
import { workText } from './work.text.ts'
import { WorkDialog } from './work-dialog.tsx'

type ClimbDialogProps = {
  incident: ShownIncident
  way: 'escalate' | 'hand-back'
  /** Where it can go, the nearest first; none where the present state does not allow it any more. */
  targets: readonly Incident['rung'][]
  onClose: () => void
}

/** Passes an incident to another rung, and says why. */
export function ClimbDialog({ incident, way, targets, onClose }: ClimbDialogProps) {
  const text = useText(workText)
  const words = useText(incidentsText)
  const [reason, setReason] = useState('')
  const [wanted, setWanted] = useState<Incident['rung'] | null>(null)
  const title = way === 'escalate' ? text.escalate : text.handBack
  // what could be chosen stays on the sheet where it is possible no more
  const [offered] = useState(targets)
  const target = offered.find((rung) => rung === wanted) ?? offered[0]
  return (
    <WorkDialog
      title={title}
      submitText={title}
      incident={incident}
      isPossible={target !== undefined && targets.includes(target)}
      gap={reason.trim() === '' ? { field: 'reason', sentence: text.noReason } : null}
      onSubmit={(version) => climbIncident(incident.id, way, { version, reason: reason.trim(), to: target })}
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <div className={styles.labelled}>
            <span>{text.toRung}</span>
            <Segments
              label={text.toRung}
              value={target ?? null}
              options={offered.map((rung) => ({ value: rung, text: words.rung[rung] }))}
              onChange={setWanted}
            />
          </div>
          <ReasonField label={text.reason} value={reason} isFaulty={isFaulty('reason')} onChange={setReason} />
        </>
      )}
    </WorkDialog>
  )
}
