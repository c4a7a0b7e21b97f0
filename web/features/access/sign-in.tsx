import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { describeError, ProblemError } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { FormFault } from './form-fault.tsx'
import { PasswordField } from './password-field.tsx'
import { SecondFactor } from './second-factor.tsx'
import { signIn } from './session-actions.ts'
import { SignInWays } from './sign-in-ways.tsx'
import { useWait } from './use-wait.ts'
import { readWayOutcome, withoutWayOutcome } from './way-outcome.ts'

type SignInProps = {
  /** Whose session has ended under the console; null at the start. */
  ended: SessionAnswer | null
  /** Somebody begins to type: a good moment to load what comes next. */
  onBegin: () => void
}

/** Username and password, then the code of those who have a second factor. */
export function SignIn({ ended, onBegin }: SignInProps) {
  const text = useText(accessText)
  const language = useLanguage()
  const [username, setUsername] = useState(ended?.username ?? '')
  const [password, setPassword] = useState('')
  // from another system, which has named somebody or has not
  const [outcome, setOutcome] = useState(() => readWayOutcome(window.location.href))
  const [step, setStep] = useState<'password' | 'code'>(outcome === 'second-factor' ? 'code' : 'password')
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<string | null>(null)
  const wait = useWait()
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (readWayOutcome(window.location.href))
      window.history.replaceState(window.history.state, '', withoutWayOutcome(window.location.href))
  }, [])

  useEffect(() => {
    // a browser may have filled both in already
    const [name, secret] = form.current?.querySelectorAll('input') ?? []
    ;(name?.value ? secret : name)?.focus()
  }, [])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wait.seconds > 0) return
    if (username.trim() === '' || password === '') {
      setFault(text.missing)
      const [name, secret] = form.current?.querySelectorAll('input') ?? []
      ;(username.trim() === '' ? name : secret)?.focus()
      return
    }
    void begin(async () => {
      setFault(null)
      setOutcome(null)
      try {
        if ((await signIn(username.trim(), password)) === 'second-factor') setStep('code')
      } catch (error) {
        setFault(describeError(error, language))
        if (error instanceof ProblemError && error.problem.status === 429) wait.start(error.retryAfterSeconds ?? 30)
        else form.current?.querySelectorAll('input')[1]?.select()
      }
    })
  }

  if (step === 'code')
    return (
      <SecondFactor
        onBack={(sentence) => {
          setFault(sentence ?? null)
          setPassword('')
          setStep('password')
        }}
      />
    )
  return (
    <form ref={form} className={styles.form} aria-label={text.signIn} onSubmit={submit} noValidate>
      <h1>{text.signIn}</h1>
      {ended && (
        <p className={styles.hint} role="status">
          {text.ended}
        </p>
      )}
      <Field label={text.username}>
        <input
          name="username"
          value={username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          onChange={(event) => {
            onBegin()
            setUsername(event.target.value)
          }}
        />
      </Field>
      <PasswordField
        label={text.password}
        value={password}
        autoComplete="current-password"
        onChange={(next) => {
          onBegin()
          setPassword(next)
        }}
      />
      <FormFault>{fault ?? (outcome && text.outcomes[outcome])}</FormFault>
      <Button type="submit" look="primary" className={styles.submit} disabled={isBusy || wait.seconds > 0}>
        {wait.seconds > 0 ? text.waitSeconds(String(wait.seconds)) : isBusy ? text.signingIn : text.signIn}
      </Button>
      <SignInWays />
      <p className={styles.quiet}>{text.forgotten}</p>
    </form>
  )
}
