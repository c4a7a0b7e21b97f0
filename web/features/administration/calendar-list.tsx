import { useState } from 'react'
import type { SpecialDay, WorkingCalendar } from '#api/platform/calendar/calendar.contract.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { administrationText } from './administration.text.ts'
import { SelectField } from './entry-fields.tsx'
import { FormDialog } from './form-dialog.tsx'
import { ListEditor } from './list-editor.tsx'
import { NameField } from './name-field.tsx'
import styles from './reference.module.css'
import { referenceText } from './reference.text.ts'
import type { ListProps } from './reference-lists.ts'

const yearOf = ({ date }: SpecialDay) => date.slice(0, 4)

/** When people work: the hours of a day, and the days that are not what their weekday says. */
export function CalendarList({ lists, onSave }: ListProps<'calendar'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const [isEditing, setIsEditing] = useState(false)
  const { hours, years, days } = lists.calendar.body
  const weekday = (date: string) =>
    new Date(`${date}T00:00:00Z`).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', {
      weekday: 'short',
      timeZone: 'UTC',
    })
  return (
    <>
      <dl className={styles.facts}>
        <div>
          <dt>{text.hours}</dt>
          <dd>{hours.map(({ from, to }) => `${from}–${to}`).join(language === 'zh' ? '、' : ', ')}</dd>
        </div>
        <div>
          <dt>{text.years}</dt>
          <dd>{years.join(language === 'zh' ? '、' : ', ') || '—'}</dd>
        </div>
        <Button onClick={() => setIsEditing(true)}>{text.editHours}</Button>
      </dl>
      <ListEditor<SpecialDay, SpecialDay>
        items={days}
        version={lists.calendar.version}
        columns={[
          {
            label: text.date,
            show: ({ date }) => (
              <span className={styles.date}>
                <strong>{date}</strong> {weekday(date)}
              </span>
            ),
          },
          { label: text.dayKind, show: ({ isWorking }) => (isWorking ? text.working : text.holiday) },
          { label: language === 'zh' ? text.zh : text.en, show: (day) => day[language] },
        ]}
        keyOf={({ date }) => date}
        nameOf={({ date }) => date}
        groups={{
          label: text.years,
          of: yearOf,
          options: years.map((year) => ({ value: String(year), text: String(year) })),
        }}
        adding={{ text: text.add.calendar, blank: () => ({ date: '', isWorking: false, zh: '', en: '' }) }}
        toDraft={(day) => day}
        toItem={(day) => day}
        gapOf={({ date, zh, en }) => {
          if (date === '') return { field: 'date', sentence: text.dateMissing }
          if (zh.trim() !== '' && en.trim() !== '') return null
          return { field: zh.trim() === '' ? 'zh' : 'en', sentence: text.nameMissing }
        }}
        labels={{ days: text.list.calendar }}
        canRemove
        form={({ draft, change, isFaulty }) => (
          <>
            <Field label={text.date}>
              <input
                type="date"
                value={draft.date}
                aria-invalid={isFaulty('date')}
                data-first-focus
                onChange={(event) => change({ date: event.target.value })}
              />
            </Field>
            <SelectField
              label={text.dayKind}
              value={draft.isWorking ? 'working' : 'holiday'}
              options={[
                { value: 'holiday', text: text.holiday },
                { value: 'working', text: text.working },
              ]}
              onChange={(value) => change({ isWorking: value === 'working' })}
            />
            <div className={styles.pair}>
              <NameField
                label={text.zh}
                value={draft.zh}
                maxLength={20}
                isFaulty={isFaulty('zh')}
                onChange={(zh) => change({ zh })}
              />
              <NameField
                label={text.en}
                value={draft.en}
                maxLength={40}
                isFaulty={isFaulty('en')}
                onChange={(en) => change({ en })}
              />
            </div>
          </>
        )}
        onSave={(items, version) =>
          onSave(
            {
              hours,
              // a day of a year that was not there makes that year one that is kept
              years: [...new Set([...years, ...items.map((day) => Number(yearOf(day)))])].sort((a, b) => a - b),
              days: items.toSorted((a, b) => a.date.localeCompare(b.date)),
            },
            version,
          )
        }
      />
      {isEditing && <HoursDialog list={lists.calendar} onSave={onSave} onClose={() => setIsEditing(false)} />}
    </>
  )
}

type HoursDialogProps = {
  list: ListProps<'calendar'>['lists']['calendar']
  onSave: ListProps<'calendar'>['onSave']
  onClose: () => void
}

const emptySession = { from: '', to: '' }
const isRising = (hours: WorkingCalendar['hours']) =>
  hours.length > 0 && hours.every(({ from, to }, at) => from !== '' && from < to && (hours[at - 1]?.to ?? '') <= from)

/** The hours of every working day, and the years whose holidays are known. */
function HoursDialog({ list, onSave, onClose }: HoursDialogProps) {
  const text = useText(referenceText)
  const words = useText(administrationText)
  const [{ body: calendar, version }] = useState(list)
  const [sessions, setSessions] = useState([calendar.hours[0] ?? emptySession, calendar.hours[1] ?? emptySession])
  const [typedYears, setTypedYears] = useState(calendar.years.join(', '))
  const hours = sessions.filter(({ from, to }) => from !== '' || to !== '')
  const years = typedYears.split(/[\s,，、]+/).filter(Boolean)
  const areYears = years.every((year) => /^20\d\d$/.test(year))
  return (
    <FormDialog
      title={text.editHours}
      submitText={words.save}
      gap={
        !isRising(hours)
          ? { field: 'hours', sentence: text.hoursWrong }
          : areYears
            ? null
            : { field: 'years', sentence: text.yearsWrong }
      }
      onClose={onClose}
      onSubmit={async () => {
        await onSave({ ...calendar, hours, years: [...new Set(years.map(Number))].sort((a, b) => a - b) }, version)
        onClose()
      }}
    >
      {(isFaulty) => (
        <>
          {sessions.map((session, index) => (
            <fieldset key={index === 0 ? 'morning' : 'afternoon'} className={styles.session}>
              <legend>{index === 0 ? text.morning : text.afternoon}</legend>
              {(['from', 'to'] as const).map((end) => (
                <Field key={end} label={text[end]}>
                  <input
                    type="time"
                    value={session[end]}
                    aria-invalid={isFaulty('hours')}
                    data-first-focus={(index === 0 && end === 'from') || undefined}
                    onChange={(event) =>
                      setSessions(
                        sessions.map((each, at) => (at === index ? { ...each, [end]: event.target.value } : each)),
                      )
                    }
                  />
                </Field>
              ))}
            </fieldset>
          ))}
          <Field label={`${text.years} · ${text.yearsHint}`}>
            <input
              value={typedYears}
              inputMode="numeric"
              autoComplete="off"
              aria-invalid={isFaulty('years')}
              onChange={(event) => setTypedYears(event.target.value)}
            />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
