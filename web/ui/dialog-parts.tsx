import type { FormEvent, ReactNode, Ref } from 'react'
import { Button } from './button.tsx'
import { useDialogLeave } from './dialog-leave.ts'
import styles from './dialog-parts.module.css'
import { LossQuestion } from './loss-question.tsx'

/** What a dialog says and asks, below its title. */
export const DialogBody = ({ children }: { children: ReactNode }) => <div className={styles.body}>{children}</div>

type DialogFormProps = {
  ref?: Ref<HTMLFormElement>
  label?: string
  onSubmit: (event: FormEvent) => void
  children: ReactNode
}

/** The same as a form. What is missing the form itself says, in words and beside the field. */
export const DialogForm = ({ ref, label, onSubmit, children }: DialogFormProps) => (
  <form ref={ref} className={styles.body} aria-label={label} onSubmit={onSubmit} noValidate>
    {children}
  </form>
)

/** Buttons, and in their place the question whether what was typed may go. */
export function DialogQuestion({ children }: { children: ReactNode }) {
  const { asked } = useDialogLeave()
  return asked ? <LossQuestion {...asked} /> : children
}

/** The buttons at the end of either. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>
    <DialogQuestion>{children}</DialogQuestion>
  </div>
)

/** The button that closes the dialog and does nothing. */
export function DialogCancel({ children }: { children: ReactNode }) {
  const { leave } = useDialogLeave()
  return <Button onClick={() => leave()}>{children}</Button>
}
