import type { ReactNode } from 'react'
import styles from './chip.module.css'

type ChipProps = { isOn: boolean; onToggle: () => void; count?: string; children: ReactNode; title?: string }

/** A filter that is on or off, with how many it stands for. */
export function Chip({ isOn, onToggle, count, children, title }: ChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={isOn} onClick={onToggle} title={title}>
      {children}
      {count !== undefined && <span className={styles.count}>{count}</span>}
    </button>
  )
}

/** Chips that wrap onto more lines. */
export function ChipRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that cannot be laid out
    <div className={styles.row} role="group" aria-label={label}>
      {children}
    </div>
  )
}

type SegmentsProps<Value extends string> = {
  label: string
  /** Null where none has been chosen. */
  value: Value | null
  options: { value: Value; text: string; title?: string; mark?: ReactNode }[]
  isFaulty?: boolean
  onChange: (value: Value) => void
}

/** One of a few, side by side. Arrow keys move, as in any radio group. */
export function Segments<Value extends string>({ label, value, options, isFaulty, onChange }: SegmentsProps<Value>) {
  return (
    <div className={styles.segments} role="radiogroup" aria-label={label} aria-invalid={isFaulty}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio cannot be drawn as a segment in every browser we support
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === (value ?? options[0]?.value) ? 0 : -1}
          title={option.title}
          onClick={() => onChange(option.value)}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
            if (!step) return
            event.preventDefault()
            const next = (index + step + options.length) % options.length
            const nextOption = options[next]
            if (nextOption) onChange(nextOption.value)
            const sibling = event.currentTarget.parentElement?.children[next]
            if (sibling instanceof HTMLElement) sibling.focus()
          }}
        >
          {option.mark}
          {option.text}
        </button>
      ))}
    </div>
  )
}
