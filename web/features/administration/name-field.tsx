import { Field } from '#web/ui/field.tsx'

/** What a person, a key or a wall is to be called. */
export const NameField = (props: {
  label: string
  value: string
  maxLength: number
  placeholder?: string
  /** Whether the form opens with the focus here. */
  isFirst?: boolean
  isFaulty?: boolean
  onChange: (name: string) => void
}) => (
  <Field label={props.label}>
    <input
      value={props.value}
      maxLength={props.maxLength}
      autoComplete="off"
      placeholder={props.placeholder}
      aria-invalid={props.isFaulty}
      data-first-focus={props.isFirst || undefined}
      onChange={(event) => props.onChange(event.target.value)}
    />
  </Field>
)
