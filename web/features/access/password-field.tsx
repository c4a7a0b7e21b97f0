import { type KeyboardEvent, useState } from 'react'
import { useText } from '#web/shared/use-text.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'

type PasswordFieldProps = {
  label: string
  value: string
  autoComplete: 'current-password' | 'new-password'
  isInvalid?: boolean
  onChange: (value: string) => void
}

/** A password that can be looked at, with a word when Caps Lock is on. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, value, autoComplete, isInvalid, onChange } = props
  const text = useText(accessText)
  const [isShown, setIsShown] = useState(false)
  const [hasCapsLock, setHasCapsLock] = useState(false)
  const watchCapsLock = (event: KeyboardEvent) => setHasCapsLock(event.getModifierState('CapsLock'))
  return (
    <div>
      <div className={styles.password}>
        <Field label={label}>
          <input
            type={isShown ? 'text' : 'password'}
            value={value}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={256}
            aria-invalid={isInvalid}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            onBlur={() => setHasCapsLock(false)}
          />
        </Field>
        <span className={styles.eye}>
          <IconButton
            icon={isShown ? 'eyeOff' : 'eye'}
            size={16}
            label={isShown ? text.hidePassword : text.showPassword}
            onClick={() => setIsShown(!isShown)}
          />
        </span>
      </div>
      <p className={styles.capsLock} role="status">
        {hasCapsLock ? text.capsLock : ''}
      </p>
    </div>
  )
}
