import {
  type Incident,
  type IncidentKind,
  rungs,
  type Severity,
  type TimelineRow,
} from '#api/operations/incidents/incidents.contract.ts'
import { compareRungs } from '#api/operations/incidents/lifecycle.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { detailsText } from '../fields/details.text.ts'
import { nameChoice, nameField } from '../fields/incident-fields.tsx'
import { incidentsText } from '../incidents.text.ts'
import { intakeText } from '../intake.text.ts'
import { photosText } from '../photos/photos.text.ts'
import { useReferenceNames } from '../reference.queries.ts'
import { workText } from './work.text.ts'

type Rung = Incident['rung']
type Place = Pick<Incident, 'gridCode' | 'gridName' | 'villageName' | 'townshipName'> & { unitName?: string | null }

/** One line of a timeline in words: what it was, and below it what belongs to it. */
export type DescribedLine = { headline: string; details: string[]; actor: string | null }

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const isRung = (value: unknown): value is Rung => rungs.some((rung) => rung === value)

/** What incidents hold, in the words of the screen's language. */
export function useIncidentWords() {
  const text = useText(workText)
  const words = useText(incidentsText)
  const details = useText(detailsText)
  const intake = useText(intakeText)
  const photos = useText(photosText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { nameType, nameMethod, nameDepartment } = useReferenceNames()

  const nameAreaOf = (code: string, place: Place): string =>
    ({ 6: shared.wholeCounty, 9: place.townshipName, 12: place.villageName, 15: place.gridName })[code.length] ?? code
  const nameAssignee = (assignee: Readonly<Record<string, unknown>>, place: Place): string => {
    if (typeof assignee.departmentId === 'string') return nameDepartment(assignee.departmentId)
    if (typeof assignee.unitId === 'string') return place.unitName ?? text.unit(assignee.unitId.slice(0, 8))
    const role = (shared.role as Record<string, string>)[textOf(assignee.role)] ?? textOf(assignee.role)
    return `${nameAreaOf(textOf(assignee.area), place)} ${role}`
  }

  const fieldNames: Record<string, string> = {
    type: intake.type,
    title: intake.heading,
    severity: intake.severity,
    description: text.description,
    details: text.detailsTitle,
    location: text.location,
  }
  const nameAnyField = (field: string): string =>
    field.startsWith('details.') ? nameField(details, field.slice('details.'.length)) : (fieldNames[field] ?? field)
  const nameValue = (kind: IncidentKind, field: string, value: string): string => {
    if (value === '') return details.notSaid
    if (field === 'type') return nameType(kind, value)
    if (field === 'severity') return shared.severity[value as Severity] ?? value
    if (field === 'details.method') return nameMethod(value)
    return field.startsWith('details.') ? nameChoice(details, value) : value
  }

  const describeChanges = (kind: IncidentKind, changed: unknown): string[] =>
    Object.entries((changed ?? {}) as Record<string, unknown>).map(([field, change]) => {
      const { from, to } = (typeof change === 'object' && change !== null ? change : {}) as Record<string, unknown>
      if (typeof from !== 'string' || typeof to !== 'string' || from === to)
        return text.fieldChanged(nameAnyField(field))
      return text.fromTo(nameAnyField(field), nameValue(kind, field, from), nameValue(kind, field, to))
    })

  function describeLine(incident: Place & Pick<Incident, 'kind'>, line: TimelineRow): DescribedLine {
    const { kind, state, rung, note, actor, data } = line
    const lines: string[] = []
    let headline = text.lineKind[kind]
    if (kind === 'state') {
      const from = words.state[data.from as Incident['state']]
      headline = from && data.from !== state ? `${from} → ${words.state[state]}` : words.state[state]
      // What the unit was called when it was sent.
      const then = { ...incident, unitName: textOf(data.unitName) || null }
      if (typeof data.assignee === 'object' && data.assignee !== null)
        lines.push(text.assignedTo(nameAssignee(data.assignee as Record<string, unknown>, then)))
      if (data.mergedInto) lines.push(text.mergedIntoNumber(textOf(data.number)))
    }
    if (kind === 'rung' && isRung(data.from) && isRung(data.to)) {
      const went = compareRungs(data.to, data.from) > 0 ? text.wentUp : text.wentDown
      headline = went(words.rung[data.from], words.rung[data.to])
    }
    if (data.why === 'time_over') lines.push(text.timeOver)
    if (kind === 'route' && typeof data.edition === 'number')
      lines.push(text.routed(formatNumber(data.edition), textOf(data.from), textOf(data.to)))
    if (kind === 'change') lines.push(...describeChanges(incident.kind, data.changed))
    if (kind === 'note' && data.merged) headline = text.tookIn(textOf(data.number))
    if (kind === 'photo')
      headline = data.removed ? photos.lineRemoved : photos.lineAdded(Array.isArray(data.added) ? data.added.length : 1)
    if (kind === 'overdue' && data.dueAt) lines.push(`${words.dueAt} ${formatDateTime(textOf(data.dueAt), language)}`)
    if (kind === 'whistle') {
      headline = (text.whistleDid as Record<string, string>)[textOf(data.did)] ?? headline
      const codes = Array.isArray(data.departments) ? data.departments : [data.department]
      const names = codes.filter((code) => typeof code === 'string').map(nameDepartment)
      if (names.length > 0) headline = `${headline} · ${names.join(language === 'zh' ? '、' : ', ')}`
      if (data.isOnBehalf === true) lines.push(text.onBehalf)
      if (textOf(data.why).startsWith('incident_')) lines.push(text.endedWithIncident)
    }
    // for whom it is over: lines of old held for everybody
    const seenAt = kind === 'alarm' ? levelOfCode(textOf(data.area)) : undefined
    if (isRung(seenAt)) headline = `${headline} · ${words.rung[seenAt]}`
    if (kind === 'state' || kind === 'overdue') headline = `${headline} · ${words.rung[rung]}`
    if (note !== '') lines.push(note)
    const isOwnDoing = kind === 'rung' || kind === 'overdue' || kind === 'route' || data.did === 'overdue'
    return { headline, details: lines, actor: actor ?? (isOwnDoing ? text.system : null) }
  }

  return { nameType, nameAssignee, nameField: nameAnyField, nameValue, describeLine }
}
