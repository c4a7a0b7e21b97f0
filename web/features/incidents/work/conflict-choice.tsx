import type { IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { Choice } from '#web/ui/switch.tsx'
import styles from '../incident-form.module.css'
import type { FieldChange, Fields } from './merge-fields.ts'
import { useIncidentWords } from './use-incident-words.ts'
import { workText } from './work.text.ts'

/** What both sides have made of a record, and which side was chosen for a field. */
export type Conflict = {
  base: Fields
  theirs: Fields
  changes: readonly FieldChange[]
  chosen: Readonly<Record<string, 'mine' | 'theirs'>>
}

type ConflictChoiceProps = {
  kind: IncidentKind
  conflict: Conflict
  isFaulty: (field: string) => boolean
  onChoose: (field: string, side: 'mine' | 'theirs') => void
}

/** Field by field: mine or theirs, with what each says. */
export function ConflictChoice({ kind, conflict, isFaulty, onChoose }: ConflictChoiceProps) {
  const text = useText(workText)
  const { nameField, nameValue } = useIncidentWords()
  const { changes, chosen } = conflict
  const conflicts = changes.filter(({ isConflict }) => isConflict)
  const kept = changes.filter((change) => !change.isConflict)
  return (
    <>
      {conflicts.length > 0 && <p role="alert">{text.conflict}</p>}
      {conflicts.map(({ field, ...values }) => (
        <fieldset key={field} className={styles.choices} data-faulty={isFaulty(field)}>
          <legend>{nameField(field)}</legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <Choice
              key={side}
              name={field}
              label={text.labelled(text[side], nameValue(kind, field, values[side]))}
              isChosen={chosen[field] === side}
              onChoose={() => onChoose(field, side)}
            />
          ))}
        </fieldset>
      ))}
      {kept.length > 0 && (
        <dl className={styles.kept}>
          {kept.map(({ field, base, mine, theirs }) => (
            <div key={field}>
              <dt>
                {nameField(field)} · {mine === base ? text.theirs : text.mine}
              </dt>
              <dd>
                {nameValue(kind, field, base)} → {nameValue(kind, field, mine === base ? theirs : mine)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
