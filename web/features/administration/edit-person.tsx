import { useState } from 'react'
import type { AccountDetail } from '#api/people/accounts/accounts.contract.ts'
import { changeAccount } from '#web/api-client/administration-calls.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import { administrationText } from './administration.text.ts'
import { DepartmentField } from './department-field.tsx'
import { FormDialog } from './form-dialog.tsx'
import { endOfDay } from './grant-fields.tsx'
import { NameField } from './name-field.tsx'

type EditPersonProps = { person: AccountDetail; onChanged: () => Promise<unknown>; onClose: () => void }

const dayOf = (instant: string | null): string => {
  if (instant === null) return ''
  const date = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Name, department and end of an account. */
export function EditPerson({ person, onChanged, onClose }: EditPersonProps) {
  const text = useText(administrationText)
  const [name, setName] = useState(person.name)
  const [until, setUntil] = useState(dayOf(person.until))
  const [department, setDepartment] = useState(person.department)
  const submit = async () => {
    await changeAccount(person.id, {
      version: person.version,
      name: name.trim(),
      until: endOfDay(until),
      ...(department !== person.department && { department }),
    })
    await onChanged()
    onClose()
  }
  return (
    <FormDialog
      title={text.edit}
      submitText={text.save}
      gap={name.trim() === '' ? { field: 'name', sentence: text.nameMissing } : null}
      onSubmit={submit}
      labels={{ name: text.name }}
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <NameField
            label={text.name}
            value={name}
            maxLength={40}
            isFirst
            isFaulty={isFaulty('name')}
            onChange={setName}
          />
          <DepartmentField value={department} isFaulty={isFaulty('department')} onChange={setDepartment} />
          <Field label={text.accountUntil}>
            <input
              type="date"
              value={until}
              aria-invalid={isFaulty('until')}
              onChange={(event) => setUntil(event.target.value)}
            />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
