import { useText } from '#web/shared/use-text.ts'
import styles from '../incident-form.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { compareFields, fieldsOf } from './merge-fields.ts'
import { useIncidentWords } from './use-incident-words.ts'
import { workText } from './work.text.ts'

type WhatChangedProps = { before: ShownIncident; after: ShownIncident; isPossible: boolean }

/** What others have done with an incident since it was seen. */
export function WhatChanged({ before, after, isPossible }: WhatChangedProps) {
  const text = useText(workText)
  const words = useText(incidentsText)
  const { nameField, nameValue, nameAssignee, describeLine } = useIncidentWords()
  const base = fieldsOf(before)
  const lines = compareFields(base, base, fieldsOf(after)).map(({ field, base: from, theirs }) =>
    text.fromTo(nameField(field), nameValue(after.kind, field, from), nameValue(after.kind, field, theirs)),
  )
  if (before.state !== after.state)
    lines.unshift(text.fromTo(words.stateLabel, words.state[before.state], words.state[after.state]))
  if (before.rung !== after.rung)
    lines.unshift(text.fromTo(words.heldBy, words.rung[before.rung], words.rung[after.rung]))
  if (after.assignee && JSON.stringify(after.assignee) !== JSON.stringify(before.assignee))
    lines.push(text.assignedTo(nameAssignee(after.assignee, after)))
  const added = (after.timelineCount ?? 0) - (before.timelineCount ?? 0)
  const newLines = added > 0 ? (after.timeline ?? []).slice(-added) : []
  for (const line of newLines)
    if (line.kind === 'note') lines.push(text.labelled(text.lineKind.note, describeLine(after, line).details.join(' ')))
  const actor = newLines.findLast((line) => line.actor !== null)?.actor
  return (
    <div className={styles.changed} role="alert">
      <p>
        {isPossible
          ? text.changedMeanwhile(String(after.version))
          : actor
            ? text.changedBy(actor)
            : text.changedByOthers}
      </p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{isPossible ? text.pressAgain : text.noLonger}</p>
    </div>
  )
}
