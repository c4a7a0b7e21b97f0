import type { FormEvent, ReactNode, Ref } from 'react'
import styles from './dialog-parts.module.css'

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

/** The buttons at the end of either. */
export const DialogActions = ({ children }: { children: ReactNode }) => <div className={styles.actions}>{children}</div>
