import { type FormEvent, useState } from 'react'
import { type Assignee, assigneeSchema } from '#api/operations/incidents/incident-work.contract.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Unit } from '#api/operations/units/units.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { DialogActions, DialogCancel, DialogForm } from '#web/ui/dialog-parts.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from '../incident-form.module.css'
import { listsText } from '../lists.text.ts'
import { useReferenceNames } from '../reference.queries.ts'
import { ReasonField } from '../work/step-dialog.tsx'
import { UnitPicker } from '../work/unit-picker.tsx'
import { assignToRole, type HolderRole, holderRoles } from './bulk-work.ts'

type BulkAssignProps = {
  count: number
  onAssign: (assign: (incident: Incident) => Assignee, reason: string) => void
  onClose: () => void
}

const roles = Object.keys(holderRoles) as HolderRole[]

const toUnit = 'unit'

/** To whom several are given: a role, each in the area where it lies, one department, or one unit. */
export function BulkAssign({ count, onAssign, onClose }: BulkAssignProps) {
  const text = useText(listsText)
  const shared = useText(sharedText)
  const unsent = useUnsent()
  const [to, setTo] = useState('role:village-clerk')
  const [unit, setUnit] = useState<Pick<Unit, 'id' | 'name'> | null>(null)
  const [isUnitMissing, setIsUnitMissing] = useState(false)
  const [reason, setReason] = useState('')
  const { lists, nameDepartment } = useReferenceNames()
  const role = roles.find((each) => to === `role:${each}`)
  const department = assigneeSchema.safeParse({ departmentId: to.replace(/^department:/, '') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to === toUnit) {
      if (unit) onAssign(() => ({ unitId: unit.id }), reason.trim())
      setIsUnitMissing(unit === null)
    } else if (role) onAssign(assignToRole(role), reason.trim())
    else if (department.success) onAssign(() => department.data, reason.trim())
  }
  return (
    <Dialog
      title={text.assignTitle(formatNumber(count))}
      closeLabel={shared.close}
      onClose={onClose}
      unsent={unsent}
      hasField
    >
      <DialogForm label={text.assign} onSubmit={submit}>
        <Field label={text.toWhom}>
          <select data-first-focus value={to} onChange={({ target }) => setTo(target.value)}>
            <optgroup label={text.toRole}>
              {roles.map((each) => (
                <option key={each} value={`role:${each}`}>
                  {shared.role[each]}
                </option>
              ))}
            </optgroup>
            <optgroup label={text.department}>
              {(lists?.departments.body.items ?? [])
                .filter(({ isRetired }) => !isRetired)
                .map(({ code, rung }) => (
                  <option key={code} value={`department:${code}`}>
                    {nameDepartment(code)} · {shared.level[rung]}
                  </option>
                ))}
            </optgroup>
            <option value={toUnit}>{text.toUnit}</option>
          </select>
        </Field>
        {role && <p className={styles.muted}>{text.itsOwnArea}</p>}
        {to === toUnit && (
          <UnitPicker
            legend={text.unit}
            gridCode={null}
            chosen={unit}
            isFaulty={isUnitMissing && unit === null}
            onChoose={setUnit}
          />
        )}
        {isUnitMissing && unit === null && (
          <p className={styles.fault} role="alert">
            {text.unitMissing}
          </p>
        )}
        <ReasonField isFirst={false} label={text.reason} value={reason} isFaulty={false} onChange={setReason} />
        <DialogActions>
          <DialogCancel>{text.cancel}</DialogCancel>
          <Button type="submit" look="primary">
            {text.assign}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
