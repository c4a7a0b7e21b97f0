import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fetchIncidentPage } from '#web/api-client/client.ts'
import { stepIncident } from '#web/api-client/incident-calls.ts'
import type { Gap } from '#web/shared/use-form-fault.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import type { ShownIncident } from '../incidents.queries.ts'
import { SimilarList } from '../similar-list.tsx'
import type { Step } from './incident-steps.ts'
import { ReasonField, WhistlesEnd } from './step-dialog.tsx'
import { workText } from './work.text.ts'
import { FormFault, WorkDialog } from './work-dialog.tsx'

type MergeDialogProps = { incident: ShownIncident; step: Step; isPossible: boolean; onClose: () => void }

type Target = { id: string; number: string; title: string }

/** Makes an incident part of another one: of one nearby, or of one named by its number. */
export function MergeDialog({ incident, step, isPossible, onClose }: MergeDialogProps) {
  const text = useText(workText)
  const queryClient = useQueryClient()
  const [number, setNumber] = useState('')
  const [reason, setReason] = useState('')
  const [chosen, setChosen] = useState<Target | null>(null)
  /** The number that was looked for and not found. */
  const [missing, setMissing] = useState<string | null>(null)
  const typed = number.trim()
  const gap = (): Gap | null => {
    if (missing !== null && missing === typed) return { field: 'mergedInto', sentence: text.noSuchNumber(typed) }
    return typed === '' ? { field: 'mergedInto', sentence: text.noTarget } : null
  }
  async function findTarget(): Promise<Target | undefined> {
    if (chosen?.number === typed) return chosen
    const { items } = await fetchIncidentPage({ state: 'open', q: typed, limit: '20' })
    return items.find((item) => item.number === typed)
  }
  return (
    <WorkDialog
      title={text.step.merge}
      submitText={text.step.merge}
      incident={incident}
      isPossible={isPossible}
      gap={gap()}
      onSubmit={async (version) => {
        const target = await findTarget()
        if (!target) {
          setMissing(typed)
          throw new FormFault({ field: 'mergedInto', sentence: text.noSuchNumber(typed) })
        }
        const merged = await stepIncident(incident.id, {
          to: step.to,
          version,
          mergedInto: target.id,
          reason: reason.trim(),
        })
        void queryClient.invalidateQueries({ queryKey: ['incident', target.id] })
        return merged
      }}
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <WhistlesEnd incident={incident} to={step.to} />
          <Field label={text.mergeNumber}>
            <input
              data-first-focus
              value={number}
              placeholder="20261126-000042"
              autoComplete="off"
              aria-invalid={isFaulty('mergedInto')}
              onChange={(event) => setNumber(event.target.value)}
            />
          </Field>
          {chosen?.number === typed && <p>{text.merging(chosen.number, chosen.title)}</p>}
          <div>
            <SimilarList
              kind={incident.kind}
              lngLat={incident.lngLat}
              exceptId={incident.id}
              chooseText={text.mergeThis}
              onChoose={(target) => {
                setChosen(target)
                setNumber(target.number)
              }}
            />
          </div>
          <ReasonField
            isFirst={false}
            label={text.result}
            value={reason}
            isFaulty={isFaulty('reason')}
            onChange={setReason}
          />
        </>
      )}
    </WorkDialog>
  )
}
