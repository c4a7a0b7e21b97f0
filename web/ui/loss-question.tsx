import { useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './loss-question.module.css'

export type LossWords = { question: string; goOn: string; confirm: string }

type LossQuestionProps = { words: LossWords; onGoOn: () => void; onConfirm: () => void }

/** Asks in the place of a form's buttons before something is lost. Esc goes on, as does Enter at first. */
export function LossQuestion({ words, onGoOn, onConfirm }: LossQuestionProps) {
  const row = useRef<HTMLFieldSetElement>(null)
  const id = useId()
  useEffect(() => {
    row.current?.querySelector('button')?.focus()
    // the focus alone brings the button into sight, and not the words beside it
    row.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <fieldset
      ref={row}
      className={styles.row}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onGoOn()
      }}
    >
      <p id={id}>{words.question}</p>
      <Button look="primary" aria-describedby={id} onClick={onGoOn}>
        {words.goOn}
      </Button>
      <Button onClick={onConfirm}>{words.confirm}</Button>
    </fieldset>
  )
}
