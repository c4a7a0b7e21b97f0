import { type FormEvent, useState } from 'react'
import { actions } from '#api/platform/access/access.contract.ts'
import { outcomes } from '#api/platform/audit/audit.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from './audit.module.css'
import { type AuditFilter, emptyFilter } from './audit.queries.ts'
import { auditText } from './audit.text.ts'
import { nameAction } from './name-action.ts'

const signInActions = [
  'session.sign-in',
  'session.sign-out',
  'session.second-factor',
  'session.password',
  'session.enrolment',
  'session.second-factor-removed',
  'session.way-bound',
  'session.way-unbound',
]
/** The first of a group stands for the whole of it. */
const actionGroups = [...new Set(['session', ...actions.map((action) => action.split('.')[0] ?? ''), 'backup'])]
const namedActions = [...signInActions, ...actions, 'audit.prune', 'backup.take', 'backup.restore']

/** What is asked of the record; sent when somebody says so, because each search is recorded. */
export function AuditFilterForm({ onSearch }: { onSearch: (filter: AuditFilter) => void }) {
  const text = useText(auditText)
  const [filter, setFilter] = useState(emptyFilter)
  const put = (name: keyof AuditFilter) => (event: { target: { value: string } }) =>
    setFilter({ ...filter, [name]: event.target.value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(filter)
  }
  return (
    <form className={styles.filters} onSubmit={submit} aria-label={text.search}>
      <Field label={text.from}>
        <input type="datetime-local" value={filter.from} onChange={put('from')} />
      </Field>
      <Field label={text.to}>
        <input type="datetime-local" value={filter.to} min={filter.from || undefined} onChange={put('to')} />
      </Field>
      <Field label={text.actor}>
        <input value={filter.actor} maxLength={200} placeholder={text.actorHint} onChange={put('actor')} />
      </Field>
      <Field label={text.action}>
        <select value={filter.action} onChange={put('action')}>
          <option value="">{text.allActions}</option>
          {actionGroups.map((group) => (
            <optgroup key={group} label={nameAction(group, text)}>
              <option value={group}>{nameAction(group, text)}</option>
              {namedActions
                .filter((action) => action.startsWith(`${group}.`))
                .map((action) => (
                  <option key={action} value={action}>
                    {nameAction(action, text)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </Field>
      <Field label={text.outcome}>
        <select value={filter.outcome} onChange={put('outcome')}>
          <option value="">{text.allOutcomes}</option>
          {outcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {text.outcomes[outcome]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.record}>
        <input value={filter.recordId} maxLength={200} onChange={put('recordId')} />
      </Field>
      <Field label={text.text}>
        <input value={filter.text} maxLength={200} onChange={put('text')} />
      </Field>
      <div className={styles.actions}>
        <Button type="submit" look="primary" icon="search">
          {text.search}
        </Button>
        <Button
          onClick={() => {
            setFilter(emptyFilter)
            onSearch(emptyFilter)
          }}
        >
          {text.clear}
        </Button>
      </div>
    </form>
  )
}
