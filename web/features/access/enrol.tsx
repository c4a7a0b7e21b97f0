import { type FormEvent, useEffect, useRef, useState } from 'react'
import { finishEnrolment, startEnrolment } from '#web/api-client/access-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { downloadFile } from '#web/lib/download-file.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { CodeField } from './code-field.tsx'
import { FormFault } from './form-fault.tsx'
import { PasswordField } from './password-field.tsx'
import { QrCode } from './qr-code.tsx'

type EnrolProps = {
  username: string
  /** The role asks for it: nothing else is answered before. */
  isWanted: boolean
  onDone: () => void
  onCancel?: () => void
}

const focusField = (form: HTMLFormElement | null) =>
  form?.querySelector<HTMLInputElement>('input:not([hidden])')?.focus()

/** An authenticator app for whoever has signed in: password, QR code and backup codes, then a code as proof. */
export function Enrol({ username, isWanted, onDone, onCancel }: EnrolProps) {
  const text = useText(accessText)
  const language = useLanguage()
  const [password, setPassword] = useState('')
  const [made, setMade] = useState<{ uri: string; backupCodes: string[] } | null>(null)
  const [code, setCode] = useState('')
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the second step brings the field for the code
  useEffect(() => focusField(form.current), [made])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    void begin(async () => {
      setFault(null)
      try {
        if (!made) {
          setMade(await startEnrolment(password))
        } else if (!/^\d{6}$/.test(code)) {
          setFault(text.badCode)
        } else {
          await finishEnrolment(code)
          onDone()
        }
      } catch (error) {
        setFault(describeError(error, language))
        setCode('')
        focusField(form.current)
      }
    })
  }
  const cancel = onCancel && (
    <Button look="quiet" onClick={onCancel}>
      {text.cancel}
    </Button>
  )
  if (!made)
    return (
      <form ref={form} className={styles.form} aria-label={text.enrolTitle} onSubmit={submit} noValidate>
        {isWanted && <h1>{text.enrolTitle}</h1>}
        <p className={styles.hint}>
          {isWanted && text.enrolWanted} {text.enrolHint}
        </p>
        <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
        <PasswordField label={text.password} value={password} autoComplete="current-password" onChange={setPassword} />
        <FormFault>{fault}</FormFault>
        <Button type="submit" look="primary" className={styles.submit} disabled={isBusy || password === ''}>
          {text.goOn}
        </Button>
        {cancel}
      </form>
    )
  const secret = new URL(made.uri).searchParams.get('secret') ?? ''
  const codes = made.backupCodes.join('\n')
  return (
    <form ref={form} className={styles.form} aria-label={text.enrolTitle} onSubmit={submit} noValidate>
      {isWanted && <h1>{text.enrolTitle}</h1>}
      <p>{text.scan}</p>
      <div className={styles.scan}>
        <QrCode text={made.uri} label={text.qr} />
        <div className={styles.secret}>
          <span className={styles.quiet}>{text.secret}</span>
          <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          <CopyButton text={secret} label={text.copySecret} doneLabel={text.copied} hasText />
        </div>
      </div>
      <p>{text.keepCodes}</p>
      <ul className={styles.backupCodes}>
        {made.backupCodes.map((each) => (
          <li key={each}>
            <code>{each}</code>
          </li>
        ))}
      </ul>
      <div className={styles.under}>
        <Button
          icon="download"
          onClick={() => downloadFile(`${text.codesFile}.txt`, `${codes}\n`, 'text/plain;charset=utf-8')}
        >
          {text.saveCodes}
        </Button>
        <CopyButton text={codes} label={text.copyCodes} doneLabel={text.copied} hasText />
      </div>
      <p>{text.confirmEnrol}</p>
      <CodeField label={text.code} value={code} onChange={setCode} />
      <FormFault>{fault}</FormFault>
      <Button type="submit" look="primary" className={styles.submit} disabled={isBusy || code.length !== 6}>
        {text.finish}
      </Button>
      {cancel}
    </form>
  )
}
