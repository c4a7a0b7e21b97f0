import type { ComponentProps, FormEvent, ReactNode, Ref } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './dialog-parts.module.css'
import { DialogActions, DialogCancel, DialogForm } from './dialog-parts.tsx'

type FormSheetProps = Pick<ComponentProps<typeof Dialog>, 'title' | 'closeLabel' | 'unsent' | 'onClose'> & {
  /** The form, for whoever puts the focus on what is wrong in it. */
  ref: Ref<HTMLFormElement>
  submitText: string
  cancelText: string
  canSubmit: boolean
  /** What is missing, or what the server says against it. */
  fault: ReactNode
  onSubmit: () => void
  children: ReactNode
}

/** A form in a sheet: its fields, what is wrong with them, and the two ways out. */
export function FormSheet(props: FormSheetProps) {
  const { ref, title, submitText, cancelText, canSubmit, fault, onSubmit, children, ...dialog } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog title={title} hasField {...dialog}>
      <DialogForm ref={ref} label={title} onSubmit={submit}>
        {children}
        {fault && (
          <div className={styles.fault} role="alert">
            {fault}
          </div>
        )}
        <DialogActions>
          <DialogCancel>{cancelText}</DialogCancel>
          <Button type="submit" look="primary" disabled={!canSubmit}>
            {submitText}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
