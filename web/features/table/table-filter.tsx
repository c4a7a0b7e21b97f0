import { Input } from 'antd'
import { useQuietText } from '#web/shared/use-quiet-text.ts'

type TableFilterProps = {
  className?: string
  label: string
  value: string
  onChange: (text: string) => void
}

/** The field that filters the rows. What is typed stays here until the keys are still or the field is left. */
export const TableFilter = ({ className, label, value, onChange }: TableFilterProps) => (
  <Input
    allowClear
    className={className}
    placeholder={label}
    aria-label={label}
    title={label}
    {...useQuietText(value, onChange)}
  />
)
