import { type FormEvent, useEffect, useRef, useState } from 'react'
import { removeSecondFactor } from '#web/api-client/access-calls.ts'
import { describeError, isFieldFaulty } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { useDialogLeave, useHeld } from '#web/ui/dialog-leave.ts'
import { DialogQuestion } from '#web/ui/dialog-parts.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { CodeField } from './code-field.tsx'
import { FormFault } from './form-fault.tsx'
import { PasswordField } from './password-field.tsx'

type RemoveFactorProps = { username: string; onRemoved: () => void }

/** Takes the authenticator off the own account, by the password and one of its codes. */
export function RemoveFactor({ username, onRemoved }: RemoveFactorProps) {
  const text = useText(accessText)
  const language = useLanguage()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  useHeld(password !== '' || code !== '')
  const { leave } = useDialogLeave()
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<{ error: unknown } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([hidden])')?.focus(), [])
  useFaultFocus(form, fault)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password === '' || code === '') return
    void begin(async () => {
      setFault(null)
      try {
        await removeSecondFactor({ password, code })
        onRemoved()
      } catch (error) {
        setFault({ error })
      }
    })
  }
  return (
    <form ref={form} className={styles.form} aria-label={text.removeTitle} onSubmit={submit} noValidate>
      <p className={styles.hint}>{text.removeHint}</p>
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <PasswordField label={text.password} value={password} autoComplete="current-password" onChange={setPassword} />
      <CodeField
        label={text.codeOrBackup}
        isBackup
        value={code}
        isInvalid={isFieldFaulty(fault?.error, 'code')}
        onChange={setCode}
      />
      <FormFault>{fault && describeError(fault.error, language, { code: text.codeOrBackup })}</FormFault>
      <DialogQuestion>
        <Button
          type="submit"
          look="primary"
          className={styles.submit}
          disabled={isBusy || password === '' || code.length < 6}
        >
          {text.remove}
        </Button>
        <Button look="quiet" onClick={() => leave()}>
          {text.cancel}
        </Button>
      </DialogQuestion>
    </form>
  )
}
