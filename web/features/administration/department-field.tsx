import { useQuery } from '@tanstack/react-query'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { referenceListsQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { SelectField } from './entry-fields.tsx'

type DepartmentFieldProps = { value: string | null; isFaulty: boolean; onChange: (code: string | null) => void }

/** Whose calls a person answers. A retired department stays with whom it was given to. */
export function DepartmentField({ value, isFaulty, onChange }: DepartmentFieldProps) {
  const text = useText(administrationText)
  const language = useLanguage()
  const { data } = useQuery(referenceListsQuery())
  const items = data?.lists.departments.body.items ?? []
  return (
    <SelectField
      label={text.department}
      value={value}
      noneText={text.noDepartment}
      options={items
        .filter(({ code, isRetired }) => !isRetired || code === value)
        .map((item) => ({ value: item.code, text: item[language] }))}
      isFaulty={isFaulty}
      onChange={onChange}
    />
  )
}
