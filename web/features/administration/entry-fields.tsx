import type { Gap } from '#web/shared/use-form-fault.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './administration.module.css'
import type { FormFields } from './list-editor.tsx'
import { NameField } from './name-field.tsx'
import { referenceText } from './reference.text.ts'

const codePattern = /^[a-z][a-z0-9-]{0,39}$/

export type NamedDraft = { code: string; zh: string; en: string }

/** The first thing a named entry still wants. Pure. */
export const findNameGap = (
  { code, zh, en }: NamedDraft,
  text: { codeWrong: string; nameMissing: string },
): Gap | null => {
  if (zh.trim() === '') return { field: 'zh', sentence: text.nameMissing }
  if (en.trim() === '') return { field: 'en', sentence: text.nameMissing }
  return codePattern.test(code) ? null : { field: 'code', sentence: text.codeWrong }
}

/** The two names of an entry, and its code, which is given once. */
export function NamedFields({ draft, change, isFaulty, isNew }: FormFields<NamedDraft>) {
  const text = useText(referenceText)
  return (
    <>
      <div className={styles.pair}>
        <NameField
          label={text.zh}
          value={draft.zh}
          maxLength={30}
          isFirst
          isFaulty={isFaulty('zh')}
          onChange={(zh) => change({ zh })}
        />
        <NameField
          label={text.en}
          value={draft.en}
          maxLength={60}
          isFaulty={isFaulty('en')}
          onChange={(en) => change({ en })}
        />
      </div>
      {isNew ? (
        <Field label={text.codeHint}>
          <input
            value={draft.code}
            maxLength={40}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={isFaulty('code')}
            onChange={(event) => change({ code: event.target.value.trim() })}
          />
        </Field>
      ) : (
        <p className={styles.muted}>
          {text.code} · {draft.code}
        </p>
      )}
    </>
  )
}

/** Whether an entry is offered. */
export function RetiredField({ draft, change }: Pick<FormFields<{ isRetired: boolean }>, 'draft' | 'change'>) {
  const text = useText(referenceText)
  return <Switch label={text.retire} isOn={draft.isRetired} onToggle={() => change({ isRetired: !draft.isRetired })} />
}

type SelectFieldProps<Value extends string> = {
  label: string
  value: Value | null
  /** What stands for null; left out: one has to be chosen. */
  noneText?: string
  options: readonly { value: Value; text: string }[]
  isFaulty?: boolean
  isFirst?: boolean
  onChange: (value: Value | null) => void
}

/** One word of a list. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  return (
    <Field label={props.label}>
      <select
        value={props.value ?? ''}
        aria-invalid={props.isFaulty}
        data-first-focus={props.isFirst || undefined}
        onChange={(event) => props.onChange((event.target.value || null) as Value | null)}
      >
        {props.noneText !== undefined && <option value="">{props.noneText}</option>}
        {props.options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  )
}
