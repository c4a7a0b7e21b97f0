import { type FormEvent, useEffect, useRef, useState } from 'react'
import { describeError, isFieldFaulty, ProblemError, problemCode } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { CodeField } from './code-field.tsx'
import { FormFault } from './form-fault.tsx'
import { signInByCode } from './session-actions.ts'
import { useWait } from './use-wait.ts'

/** The code of the authenticator app, or one of the backup codes, after the password. */
export function SecondFactor({ onBack }: { onBack: (sentence?: string) => void }) {
  const text = useText(accessText)
  const language = useLanguage()
  const [isBackup, setIsBackup] = useState(false)
  const [code, setCode] = useState('')
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<{ isOfCode: boolean; sentence: string } | null>(null)
  const wait = useWait()
  const form = useRef<HTMLFormElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other kind of code is another field
  useEffect(() => form.current?.querySelector('input')?.focus(), [isBackup])

  const label = isBackup ? text.backupCode : text.code
  const send = (value: string) => {
    if (wait.seconds > 0) return
    if (!isBackup && !/^\d{6}$/.test(value)) {
      setFault({ isOfCode: true, sentence: text.badCode })
      return
    }
    void begin(async () => {
      setFault(null)
      try {
        await signInByCode(value)
      } catch (error) {
        // the first step holds for some minutes
        if (problemCode(error) === 'not_signed_in') return onBack(text.firstStepOver)
        setFault({
          isOfCode: isFieldFaulty(error, 'code') || problemCode(error) === 'wrong_credentials',
          sentence: describeError(error, language, { code: label }),
        })
        if (error instanceof ProblemError && error.problem.status === 429) wait.start(error.retryAfterSeconds ?? 30)
        else if (!isBackup) setCode('')
        form.current?.querySelector('input')?.focus()
      }
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(code.trim())
  }
  return (
    <form ref={form} className={styles.form} aria-label={text.codeTitle} onSubmit={submit} noValidate>
      <h1>{text.codeTitle}</h1>
      <p className={styles.hint}>{isBackup ? text.backupHint : text.codeHint}</p>
      <CodeField
        label={label}
        isBackup={isBackup}
        isInvalid={fault?.isOfCode}
        value={code}
        onChange={(next) => {
          setCode(next)
          // the last digit is as good as Enter
          if (!isBackup && next.length === 6 && code.length < 6) send(next)
        }}
      />
      <FormFault>{fault?.sentence}</FormFault>
      <Button type="submit" look="primary" className={styles.submit} disabled={isBusy || wait.seconds > 0}>
        {wait.seconds > 0 ? text.waitSeconds(String(wait.seconds)) : isBusy ? text.signingIn : text.goOn}
      </Button>
      <div className={styles.under}>
        <Button look="quiet" icon="chevronLeft" onClick={() => onBack()}>
          {text.back}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            setIsBackup(!isBackup)
            setCode('')
            setFault(null)
          }}
        >
          {isBackup ? text.useApp : text.useBackup}
        </Button>
      </div>
    </form>
  )
}
