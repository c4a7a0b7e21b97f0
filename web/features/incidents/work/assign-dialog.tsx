import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Assignee, assigneeSchema } from '#api/operations/incidents/incident-work.contract.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Unit } from '#api/operations/units/units.contract.ts'
import { gridQuery } from '#web/api-client/area-queries.ts'
import { stepIncident } from '#web/api-client/incident-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { Choice } from '#web/ui/switch.tsx'
import styles from '../incident-form.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { useReferenceNames } from '../reference.queries.ts'
import type { Step } from './incident-steps.ts'
import { ReasonField } from './step-dialog.tsx'
import { UnitPicker } from './unit-picker.tsx'
import { workText } from './work.text.ts'
import { WorkDialog } from './work-dialog.tsx'

/** Who usually does what a rung has. */
const roleOfRung: Record<Incident['rung'], string> = {
  grid: 'grid-worker',
  village: 'village-clerk',
  township: 'township-operator',
  county: 'county-operator',
}

type AssignDialogProps = { incident: ShownIncident; step: Step; isPossible: boolean; onClose: () => void }

/** Gives an incident to whoever answers for its grid at some level, to a department, or to a unit. */
export function AssignDialog({ incident, step, isPossible, onClose }: AssignDialogProps) {
  const text = useText(workText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [reason, setReason] = useState('')
  const [department, setDepartment] = useState('')
  const [unit, setUnit] = useState<Pick<Unit, 'id' | 'name'> | null>(null)
  const [chosen, setChosen] = useState<{ role: string; area: string } | null>(null)
  const { data, error, refetch } = useQuery(gridQuery(incident.gridCode))
  const { lists, nameDepartment } = useReferenceNames()
  const areas = usePermission('incidents.handle') ?? []
  // A group's head holds no account; to whom is above oneself it climbs.
  const holders = (data?.responsible ?? []).filter(
    ({ role, code }) => role !== 'group-head' && areas.some((area) => code.startsWith(area)),
  )
  const usual = holders.find(({ role }) => role === roleOfRung[incident.rung])
  const isOther = department !== '' || unit !== null
  const holder = isOther ? null : (chosen ?? (usual ? { role: usual.role, area: usual.code } : null))
  const given = assigneeSchema.safeParse(
    unit ? { unitId: unit.id } : department !== '' ? { departmentId: department } : holder,
  )
  const assignee: Assignee | null = given.success ? given.data : null
  return (
    <WorkDialog
      title={text.step[step.name]}
      submitText={text.step[step.name]}
      incident={incident}
      isPossible={isPossible}
      gap={assignee === null ? { field: 'assignee', sentence: text.noAssignee } : null}
      onSubmit={(version) =>
        stepIncident(incident.id, {
          to: step.to,
          version,
          reason: reason.trim(),
          ...(assignee && { assignee }),
        })
      }
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <fieldset className={styles.choices} tabIndex={-1} data-first-focus>
            <legend>{text.assignTo}</legend>
            {!data && !error && <p className={styles.muted}>{shared.loading}</p>}
            {!data && error && (
              <p className={styles.fault} role="alert">
                {describeError(error, language)} <LinkButton onClick={() => void refetch()}>{shared.retry}</LinkButton>
              </p>
            )}
            {holders.map(({ role, code, name }) => (
              <Choice
                key={role}
                name="assignee"
                label={`${nameArea(name, language)} ${(shared.role as Record<string, string>)[role] ?? role}`}
                isChosen={holder?.role === role && holder.area === code}
                onChoose={() => {
                  setChosen({ role, area: code })
                  setDepartment('')
                  setUnit(null)
                }}
              />
            ))}
          </fieldset>
          <Field label={text.orDepartment}>
            <select
              value={department}
              aria-invalid={isFaulty('assignee')}
              onChange={(event) => {
                setDepartment(event.target.value)
                setUnit(null)
              }}
            >
              <option value="">{text.noDepartment}</option>
              {(lists?.departments.body.items ?? [])
                .filter(({ isRetired }) => !isRetired)
                .map(({ code, rung }) => (
                  <option key={code} value={code}>
                    {nameDepartment(code)} · {shared.level[rung]}
                  </option>
                ))}
            </select>
          </Field>
          <UnitPicker
            legend={text.orUnit}
            gridCode={incident.gridCode}
            chosen={unit}
            isFaulty={isFaulty('assignee')}
            onChoose={(next) => {
              setUnit(next)
              setDepartment('')
            }}
          />
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
