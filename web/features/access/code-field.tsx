import { Field } from '#web/ui/field.tsx'
import styles from './access.module.css'

type CodeFieldProps = {
  label: string
  value: string
  isBackup?: boolean
  isInvalid?: boolean
  onChange: (value: string) => void
}

/** Six digits from an authenticator app, or a backup code. */
export const CodeField = ({ label, value, isBackup = false, isInvalid = false, onChange }: CodeFieldProps) => (
  <div className={styles.code} data-backup={isBackup}>
    <Field label={label}>
      <input
        value={value}
        aria-invalid={isInvalid}
        inputMode={isBackup ? 'text' : 'numeric'}
        autoComplete={isBackup ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={isBackup ? 24 : 12}
        onChange={(event) =>
          // apps show the digits in two groups
          onChange(isBackup ? event.target.value.trim() : event.target.value.replace(/\D/g, '').slice(0, 6))
        }
      />
    </Field>
  </div>
)
