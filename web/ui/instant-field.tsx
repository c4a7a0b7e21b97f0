import { useState } from 'react'
import { readInstant, writeInstant } from '#web/lib/instant-text.ts'

/** Nothing here is older or younger. */
const firstMs = new Date(2000, 0, 1).getTime()
const lastMs = new Date(2100, 0, 1).getTime()

type InstantFieldProps = {
  valueMs: number
  /** Both ends are allowed. */
  minMs?: number
  maxMs?: number
  onChange: (instantMs: number) => void
  label: string
  isFaulty?: boolean
}

/** A local date and time to the minute. What is half typed stays in the field, and goes when it is left. */
export function InstantField({
  valueMs,
  minMs = firstMs,
  maxMs = lastMs,
  onChange,
  label,
  isFaulty,
}: InstantFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <input
      type="datetime-local"
      aria-label={label}
      title={label}
      aria-invalid={isFaulty}
      value={typed ?? writeInstant(valueMs)}
      min={writeInstant(minMs)}
      max={writeInstant(maxMs)}
      onChange={({ target }) => {
        setTyped(target.value)
        const instantMs = readInstant(target.value, minMs, maxMs)
        if (instantMs !== null) onChange(instantMs)
      }}
      onBlur={() => setTyped(null)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        // the form around it is not meant
        event.preventDefault()
        setTyped(null)
      }}
    />
  )
}
