import { type FormEvent, useEffect, useRef, useState } from 'react'
import { findPasswordFault } from '#api/platform/access/password-rules.contract.ts'
import { sendPassword } from '#web/api-client/access-calls.ts'
import { describeError, isFieldFaulty, problemCode } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { useDialogLeave, useHeld } from '#web/ui/dialog-leave.ts'
import { DialogQuestion } from '#web/ui/dialog-parts.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { FormFault } from './form-fault.tsx'
import { PasswordField } from './password-field.tsx'

type ChangePasswordProps = {
  username: string
  /** The one an administrator gave, which has to go. */
  isFirst: boolean
  onChanged: () => void
}

/** Another password for whoever has signed in. */
export function ChangePassword({ username, isFirst, onChanged }: ChangePasswordProps) {
  const text = useText(accessText)
  const language = useLanguage()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<{ field: 'current' | 'next' | 'again' | null; sentence: string } | null>(null)
  useHeld(current !== '' || next !== '' || again !== '')
  const { leave } = useDialogLeave()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input[type="password"]')?.focus(), [])
  useFaultFocus(form, fault)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const refusal = findPasswordFault(next, { username })
    if (current === '') setFault({ field: 'current', sentence: text.currentMissing })
    else if (refusal) setFault({ field: 'next', sentence: refusal[language] })
    else if (next !== again) setFault({ field: 'again', sentence: text.notSame })
    else void begin(send)
  }
  const send = async () => {
    setFault(null)
    try {
      await sendPassword({ current, next })
      onChanged()
    } catch (error) {
      const code = problemCode(error)
      const isWrong = { current: code === 'wrong_credentials', next: code === 'password_refused' }
      const field = (['current', 'next'] as const).find((each) => isWrong[each] || isFieldFaulty(error, each)) ?? null
      const labels = { current: text.currentPassword, next: text.newPassword }
      setFault({ field, sentence: describeError(error, language, labels) })
    }
  }
  return (
    <form ref={form} className={styles.form} aria-label={text.changeTitle} onSubmit={submit} noValidate>
      {isFirst && (
        <>
          <h1>{text.firstTitle}</h1>
          <p className={styles.hint}>{text.firstHint}</p>
        </>
      )}
      {/* for the password store of the browser, which files the new one under it */}
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <PasswordField
        label={text.currentPassword}
        value={current}
        autoComplete="current-password"
        isInvalid={fault?.field === 'current'}
        onChange={setCurrent}
      />
      <PasswordField
        label={text.newPassword}
        value={next}
        autoComplete="new-password"
        isInvalid={fault?.field === 'next'}
        onChange={setNext}
      />
      <PasswordField
        label={text.repeatPassword}
        value={again}
        autoComplete="new-password"
        isInvalid={fault?.field === 'again'}
        onChange={setAgain}
      />
      <p className={styles.quiet}>{text.passwordRule}</p>
      <FormFault>{fault?.sentence}</FormFault>
      <DialogQuestion>
        <Button type="submit" look="primary" className={styles.submit} disabled={isBusy}>
          {text.change}
        </Button>
        {!isFirst && (
          <Button look="quiet" onClick={() => leave()}>
            {text.cancel}
          </Button>
        )}
      </DialogQuestion>
    </form>
  )
}
