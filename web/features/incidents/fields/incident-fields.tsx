import type { ReactNode } from 'react'
import type { IncidentKind, Severity } from '#api/operations/incidents/incidents.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import styles from '../incident-form.module.css'
import { intakeText } from '../intake.text.ts'
import { useReferenceNames } from '../reference.queries.ts'
import { type DetailField, detailFields, type RawDetails } from './detail-fields.ts'
import { detailsText } from './details.text.ts'
import { SeverityChoice } from './severity-choice.tsx'

/** What can be said of any incident, as a form holds it. */
export type IncidentWords = {
  type: string
  title: string
  severity: Severity | null
  description: string
  raw: RawDetails
}

type IncidentFieldsProps = {
  kind: IncidentKind
  words: IncidentWords
  onChange: (change: Partial<IncidentWords>) => void
  isFaulty: (field: string) => boolean
  /** Stands for the title while there is none; empty while there is nothing to make it from. */
  proposedTitle?: string
  /** Between what everybody fills in and what may be left out. */
  children?: ReactNode
}

/** Type, severity, title, what happened, and what belongs to the kind. */
export function IncidentFields({ kind, words, onChange, isFaulty, proposedTitle, children }: IncidentFieldsProps) {
  const text = useText(intakeText)
  const { lists, nameType } = useReferenceNames()
  const types = (lists?.['incident-types'].body.items ?? []).filter((type) => type.kind === kind && !type.isRetired)
  // one that is offered no more stays what the incident is
  const codes = types.map(({ code }) => code)
  const offered = words.type === '' || codes.includes(words.type) ? codes : [words.type, ...codes]
  return (
    <>
      <Field label={text.type}>
        <select
          value={words.type}
          aria-invalid={isFaulty('type')}
          onChange={(event) => onChange({ type: event.target.value })}
        >
          <option value="" disabled>
            {text.chooseType}
          </option>
          {offered.map((code) => (
            <option key={code} value={code}>
              {nameType(kind, code)}
            </option>
          ))}
        </select>
      </Field>
      <div className={styles.labelled}>
        <span>{text.severity}</span>
        <SeverityChoice
          label={text.severity}
          value={words.severity}
          isFaulty={isFaulty('severity')}
          onChange={(severity) => onChange({ severity })}
        />
      </div>
      <Field label={proposedTitle ? `${text.heading} · ${text.headingHint}` : text.heading}>
        <input
          value={words.title}
          maxLength={120}
          placeholder={proposedTitle}
          aria-invalid={isFaulty('title')}
          autoComplete="off"
          onChange={(event) => onChange({ title: event.target.value })}
        />
      </Field>
      <Field label={text.description}>
        <textarea
          rows={3}
          value={words.description}
          maxLength={4000}
          aria-invalid={isFaulty('description')}
          onChange={(event) => onChange({ description: event.target.value })}
        />
      </Field>
      {children}
      <div className={styles.details}>
        {detailFields[kind].map((field) => (
          <DetailInput
            key={field.name}
            field={field}
            value={words.raw[field.name] ?? ''}
            isFaulty={isFaulty(`details.${field.name}`)}
            onChange={(value) => onChange({ raw: { ...words.raw, [field.name]: value } })}
          />
        ))}
      </div>
    </>
  )
}

type DetailInputProps = { field: DetailField; value: string; isFaulty: boolean; onChange: (value: string) => void }

function DetailInput({ field, value, isFaulty, onChange }: DetailInputProps) {
  const text = useText(detailsText)
  const { lists, nameMethod } = useReferenceNames()
  const label = nameField(text, field.name)
  if (field.input === 'number')
    return (
      <Field label={label}>
        <input
          value={value}
          inputMode="numeric"
          autoComplete="off"
          aria-invalid={isFaulty}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
    )
  const methods = (lists?.['mediation-methods'].body.items ?? []).filter(
    ({ code, isRetired }) => !isRetired || code === value,
  )
  const options =
    field.input === 'choice'
      ? field.choices
      : field.input === 'flag'
        ? ['yes', 'no']
        : [...new Set([...methods.map(({ code }) => code), value])].filter(Boolean)
  return (
    <Field label={label}>
      <select value={value} aria-invalid={isFaulty} onChange={(event) => onChange(event.target.value)}>
        <option value="">{text.notSaid}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {field.input === 'method' ? nameMethod(option) : nameChoice(text, option)}
          </option>
        ))}
      </select>
    </Field>
  )
}

type DetailWords = ReturnType<typeof useText<typeof detailsText>>
const nameIn = (words: Readonly<Record<string, string>>, word: string): string => words[word] ?? word

/** Pure. */
export const nameField = (text: DetailWords, name: string): string => nameIn(text.field, name)
/** Pure. */
export const nameChoice = (text: DetailWords, word: string): string => nameIn(text.choice, word)

/** What is wrong with a number that could not be read. Pure. */
export const describeBadNumber = (text: DetailWords, kind: IncidentKind, name: string): string => {
  const field = detailFields[kind].find((each) => each.name === name)
  if (field?.input !== 'number') return ''
  return text.badNumber(nameField(text, name), formatNumber(field.min), formatNumber(field.max))
}
