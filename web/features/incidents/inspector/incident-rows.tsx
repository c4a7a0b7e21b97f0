import { riskOf } from '#api/operations/incidents/lifecycle.contract.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Icon } from '#web/ui/icon.tsx'
import type { Row } from '#web/ui/section.tsx'
import { listTimeRows } from '#web/ui/standard-rows.tsx'
import { detailFields, writeRawDetails } from '../fields/detail-fields.ts'
import styles from '../incident-form.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { useIncidentWords } from '../work/use-incident-words.ts'
import { workText } from '../work/work.text.ts'

/** Who has it, who reported it, and where it came from. */
export function useHandlingRows({
  assignee,
  reporter,
  source,
  externalId,
  version,
  ...incident
}: ShownIncident): Row[] {
  const text = useText(workText)
  const { nameAssignee } = useIncidentWords()
  if (assignee === undefined) return []
  return [
    { label: text.assignee, value: assignee ? showAssignee(assignee, nameAssignee(assignee, incident)) : text.nobody },
    ...(reporter ? [{ label: text.reporter, value: reporter }] : []),
    ...(source && source !== 'onegrid' ? [{ label: text.source, value: source }] : []),
    ...(externalId ? [{ label: text.externalId, value: externalId }] : []),
    { label: text.version, value: String(version) },
  ]
}

const showAssignee = (assignee: Readonly<Record<string, string>>, name: string) =>
  assignee.unitId === undefined ? (
    name
  ) : (
    <span className={styles.unit}>
      <Icon name="shield" size={14} />
      {name}
    </span>
  )

/** Counts of people; on paper, which anybody may pick up, none is told below ten. */
const countsOfPeople: readonly string[] = ['partyCount', 'peopleExposed', 'peopleAffected']
const smallestPrinted = 10

/** What was said of its kind; what nobody said has no row. `isPrinted`: without small counts of people. */
export function useDetailRows({ kind, severity, details }: ShownIncident, { isPrinted = false } = {}): Row[] {
  const text = useText(workText)
  const { nameField, nameValue } = useIncidentWords()
  if (details === undefined) return []
  const raw = writeRawDetails(details)
  const show = (name: string, value: string) =>
    isPrinted && countsOfPeople.includes(name) && Number(value) < smallestPrinted
      ? `< ${smallestPrinted}`
      : nameValue(kind, `details.${name}`, value)
  return [
    ...(kind === 'dispute' ? [{ label: text.risk, value: text.riskWord[riskOf(severity)] }] : []),
    ...detailFields[kind].flatMap(({ name }) =>
      raw[name] === undefined ? [] : [{ label: nameField(`details.${name}`), value: show(name, raw[name]) }],
    ),
  ]
}

/** Every instant of it, in the order in which they come. */
export function useTimeRows(incident: ShownIncident): Row[] {
  const text = useText(incidentsText)
  const words = useText(workText)
  const language = useLanguage()
  const nowMs = useNow()
  const { foundAt = null, actedAt = null, resolvedAt = null, rungSince = null } = incident
  return listTimeRows(
    [
      // found and reported at once is one instant
      [words.foundAt, foundAt === incident.reportedAt ? null : foundAt],
      [text.reportedAt, incident.reportedAt],
      [words.actedAt, actedAt],
      [words.rungSince, rungSince === incident.reportedAt ? null : rungSince],
      [text.dueAt, incident.dueAt],
      [words.resolvedAt, resolvedAt],
      [text.closedAt, incident.closedAt],
      [text.changedAt, incident.changedAt],
    ],
    nowMs,
    language,
  )
}
