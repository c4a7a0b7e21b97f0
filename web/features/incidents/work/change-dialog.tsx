import { useMemo, useState } from 'react'
import type { ChangeIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import type { IncidentDetail, Severity } from '#api/operations/incidents/incidents.contract.ts'
import type { Crs } from '#api/platform/http/shared.contract.ts'
import { changeIncident } from '#web/api-client/incident-calls.ts'
import type { Gap } from '#web/shared/use-form-fault.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import { readRawDetails } from '../fields/detail-fields.ts'
import { detailsText } from '../fields/details.text.ts'
import { describeBadNumber, IncidentFields, type IncidentWords } from '../fields/incident-fields.tsx'
import styles from '../incident-form.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { type Conflict, ConflictChoice } from './conflict-choice.tsx'
import { compareFields, type Fields, fieldsOf, mergeFields } from './merge-fields.ts'
import { readPlace } from './read-place.ts'
import { workText } from './work.text.ts'
import { WorkDialog } from './work-dialog.tsx'

const systems: { value: Crs; name: string }[] = [
  { value: 'wgs84', name: 'WGS84' },
  { value: 'gcj02', name: 'GCJ-02' },
  { value: 'bd09', name: 'BD-09' },
]

const rawOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      field.startsWith('details.') ? [[field.slice('details.'.length), value]] : [],
    ),
  )
const wordsOf = (fields: Fields): IncidentWords => ({
  type: fields.type ?? '',
  title: fields.title ?? '',
  severity: (fields.severity as Severity | undefined) ?? null,
  description: fields.description ?? '',
  raw: rawOf(fields),
})
const toFields = ({ raw, severity, ...words }: Partial<IncidentWords>): Fields => ({
  ...words,
  ...(severity && { severity }),
  ...Object.fromEntries(Object.entries(raw ?? {}).map(([name, value]) => [`details.${name}`, value])),
})

type ChangeDialogProps = { incident: ShownIncident; isPossible: boolean; onClose: () => void }

/** Corrects what was said of an incident. Where somebody else was faster, each field that both have changed is chosen. */
export function ChangeDialog({ incident, isPossible, onClose }: ChangeDialogProps) {
  const text = useText(workText)
  const details = useText(detailsText)
  const [base, setBase] = useState<Fields>(() => fieldsOf(incident))
  const [mine, setMine] = useState<Fields>(base)
  const [crs, setCrs] = useState<Crs>('wgs84')
  const [conflict, setConflict] = useState<Conflict | null>(null)

  const { kind } = incident
  const fields = conflict ? mergeFields(conflict.base, mine, conflict.theirs, conflict.chosen) : mine
  const from = conflict?.theirs ?? base
  const changes = useMemo(() => compareFields(from, fields, from), [from, fields])
  const isPlaceNew = fields.location !== from.location
  const place = isPlaceNew ? readPlace(fields.location ?? '', crs) : null
  const read = readRawDetails(kind, rawOf(fields))

  const findGap = (): Gap | null => {
    const open = conflict?.changes.find(({ field, isConflict }) => isConflict && !conflict.chosen[field])
    if (open) return { field: open.field, sentence: text.chooseAll }
    if ((fields.title ?? '').trim() === '') return { field: 'title', sentence: text.noTitle }
    if (read.faulty)
      return { field: `details.${read.faulty.name}`, sentence: describeBadNumber(details, kind, read.faulty.name) }
    if (isPlaceNew && place === null) return { field: 'location', sentence: text.badPlace }
    // of two versions that have come to the same, nothing is left to be said
    if (changes.length === 0 && conflict === null) return { field: 'none', sentence: text.nothingChanged }
    return null
  }
  const send = async (version: number): Promise<IncidentDetail | null> => {
    if (changes.length === 0) return null
    const body: ChangeIncidentBody = { version }
    for (const { field, mine: value } of changes) {
      if (field === 'type') body.type = value
      else if (field === 'title') body.title = value.trim()
      else if (field === 'description') body.description = value
      else if (field === 'severity') body.severity = value as Severity
      else if (field === 'location' && place) body.location = place
      else if (field.startsWith('details.')) body.details = read.details
    }
    return changeIncident(incident.id, body)
  }
  const takeTheirs = (current: IncidentDetail) => {
    const theirs = fieldsOf(current)
    // settled once and overtaken again: what was chosen is mine by now
    const settled = fields
    setBase(from)
    setMine(settled)
    setConflict({ base: from, theirs, changes: compareFields(from, settled, theirs), chosen: {} })
  }
  return (
    <WorkDialog
      title={text.change}
      submitText={conflict ? text.saveMerged : text.save}
      incident={incident}
      isPossible={isPossible}
      gap={findGap()}
      onSubmit={send}
      onStale={takeTheirs}
      onClose={onClose}
    >
      {(isFaulty) =>
        conflict ? (
          <ConflictChoice
            kind={kind}
            conflict={conflict}
            isFaulty={isFaulty}
            onChoose={(field, side) => setConflict({ ...conflict, chosen: { ...conflict.chosen, [field]: side } })}
          />
        ) : (
          <>
            <IncidentFields
              kind={kind}
              words={wordsOf(mine)}
              isFaulty={isFaulty}
              onChange={(change) => setMine({ ...mine, ...toFields(change) })}
            />
            <div className={styles.newPlace}>
              <Field label={text.newPlace}>
                <input
                  value={mine.location === base.location ? '' : mine.location}
                  placeholder={base.location}
                  autoComplete="off"
                  aria-invalid={isFaulty('location')}
                  onChange={({ target }) => setMine({ ...mine, location: target.value || (base.location ?? '') })}
                />
              </Field>
              <Field label={text.crs}>
                <select value={crs} onChange={({ target }) => setCrs(target.value as Crs)}>
                  {systems.map(({ value, name }) => (
                    <option key={value} value={value}>
                      {name}
                    </option>
                  ))}
                </select>
              </Field>
            </div>
          </>
        )
      }
    </WorkDialog>
  )
}
