import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { createQuietText } from './quiet-text.ts'

type TableFilterProps = {
  className?: string
  label: string
  value: string
  onChange: (text: string) => void
}

/** Long enough that a word is one change of the address and of the table, short enough to feel at once. */
const quietMs = 300

/** The field that filters the rows. What is typed stays here until the keys are still or the field is left. */
export function TableFilter({ className, label, value, onChange }: TableFilterProps) {
  const [typed, setTyped] = useState(value)
  const onChangeRef = useRef(onChange)
  onChangeRef.current = onChange
  const given = useRef(value)
  const [quiet] = useState(() =>
    createQuietText((text) => {
      given.current = text
      onChangeRef.current(text)
    }, quietMs),
  )
  useEffect(() => {
    // our own text comes back while somebody types on; "back" brings another one
    if (value === given.current) return
    given.current = value
    quiet.forget()
    setTyped(value)
  }, [value, quiet])
  useEffect(() => () => quiet.flush(), [quiet])
  return (
    <Input
      allowClear
      className={className}
      placeholder={label}
      aria-label={label}
      title={label}
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value)
        quiet.type(target.value)
      }}
      onCompositionStart={quiet.startComposing}
      onCompositionEnd={({ currentTarget }) => quiet.endComposing(currentTarget.value)}
      onBlur={quiet.flush}
    />
  )
}
