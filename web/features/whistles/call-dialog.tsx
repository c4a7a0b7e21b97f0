import { useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { ReferenceAnswer, ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { departmentsFor } from '#api/operations/whistles/run-card.contract.ts'
import { type Whistle, type WhistleReason, whistleReasons } from '#api/operations/whistles/whistles.contract.ts'
import { callWhistle } from '#web/api-client/whistle-calls.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { useText } from '#web/shared/use-text.ts'
import { Chip, ChipRow, Segments } from '#web/ui/chip.tsx'
import { Field } from '#web/ui/field.tsx'
import { WhistleSheet } from './whistle-sheet.tsx'
import styles from './whistles.module.css'
import { useDepartments } from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

export type CalledIncident = Pick<Incident, 'id' | 'kind' | 'type' | 'state' | 'rung' | 'severity' | 'gridCode'>
type CallDialogProps = { incident: CalledIncident; whistles: readonly Whistle[]; onClose: () => void }

const bodiesOf = (
  lists: ReferenceAnswer['lists'],
): Pick<ReferenceLists, 'departments' | 'run-cards' | 'incident-types'> => ({
  departments: lists.departments.body,
  'run-cards': lists['run-cards'].body,
  'incident-types': lists['incident-types'].body,
})

/** Calls departments: why, whom, and a word to it. Whom the run card names is chosen already. */
export function CallDialog({ incident, whistles, onClose }: CallDialogProps) {
  const text = useText(whistlesText)
  const { lists, offered, nameOf } = useDepartments()
  const [reason, setReason] = useState<WhistleReason | null>(incident.kind === 'emergency' ? 'emergency' : null)
  const [wanted, setWanted] = useState<readonly string[] | null>(null)
  const [note, setNote] = useState('')
  // of this sheet: sent again after an answer that did not come, it makes no second call
  const [key, setKey] = useState(makeKey)
  // nobody is called twice at a time
  const called = new Set(
    whistles
      .filter(({ state }) => state === 'open')
      .flatMap(({ responses }) =>
        responses.filter(({ doneAt }) => doneAt === null).map(({ department }) => department),
      ),
  )
  const byCard = lists ? departmentsFor(bodiesOf(lists), incident) : []
  const chosen = (wanted ?? byCard).filter((code) => !called.has(code))
  const change = (next: () => void) => {
    next()
    setKey(makeKey())
  }
  const gap =
    reason === null
      ? { field: 'reason', sentence: text.reasonMissing }
      : chosen.length === 0
        ? { field: 'departments', sentence: text.departmentMissing }
        : null
  return (
    <WhistleSheet
      title={text.call}
      submitText={text.call}
      incidentId={incident.id}
      gap={gap}
      onSubmit={() =>
        callWhistle(
          incident.id,
          { reason: reason ?? 'emergency', departments: [...chosen], ...(note.trim() !== '' && { note: note.trim() }) },
          key,
        )
      }
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <div className={styles.labelled}>
            <span>{text.reasonLabel}</span>
            <Segments
              label={text.reasonLabel}
              value={reason}
              options={whistleReasons.map((value) => ({ value, text: text.reason[value] }))}
              isFaulty={isFaulty('reason')}
              onChange={(value) => change(() => setReason(value))}
            />
          </div>
          <div className={styles.labelled}>
            <span>
              {text.departmentsLabel} · {byCard.length > 0 ? text.byRunCard : text.noRunCard}
            </span>
            <ChipRow label={text.departmentsLabel}>
              {[...offered]
                .sort((one, other) => Number(byCard.includes(other.code)) - Number(byCard.includes(one.code)))
                .map(({ code }) =>
                  called.has(code) ? (
                    <span key={code} className={styles.called}>
                      {nameOf(code)} · {text.calledNow}
                    </span>
                  ) : (
                    <Chip
                      key={code}
                      isOn={chosen.includes(code)}
                      onToggle={() =>
                        change(() =>
                          setWanted(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]),
                        )
                      }
                    >
                      {nameOf(code)}
                    </Chip>
                  ),
                )}
            </ChipRow>
          </div>
          <Field label={text.noteLabel}>
            <textarea
              rows={2}
              value={note}
              maxLength={1000}
              aria-invalid={isFaulty('note')}
              onChange={(event) => change(() => setNote(event.target.value))}
            />
          </Field>
        </>
      )}
    </WhistleSheet>
  )
}
