import { type FormEvent, type ReactNode, useState } from 'react'
import { describeError, problemFields } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'

type FormDialogProps = {
  title: string
  submitText: string
  isReady: boolean
  /** Rejects with what the server says against it. */
  onSubmit: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

/** A form in a sheet: its fields, what the server says against them, and the two ways out. */
export function FormDialog({ title, submitText, isReady, onSubmit, onClose, children }: FormDialogProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    setIsBusy(true)
    setError(null)
    try {
      await onSubmit()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  const sentence = error === null ? null : describeError(error, language)
  const fields = problemFields(error).filter(({ message }) => !sentence?.endsWith(message))
  return (
    <Dialog title={title} closeLabel={shared.close} onClose={onClose} hasField>
      <form className={styles.dialog} onSubmit={submit} noValidate>
        {children}
        {sentence && (
          <div className={styles.fault} role="alert">
            <p>{sentence}</p>
            {fields.map(({ path, message }) => (
              <p key={path}>{message}</p>
            ))}
          </div>
        )}
        <div className={styles.actions}>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary" disabled={!isReady || isBusy}>
            {submitText}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
