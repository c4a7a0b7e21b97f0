import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { noteIncident } from '#web/api-client/incident-calls.ts'
import { describeError, isFieldFaulty } from '#web/api-client/problem.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from '../incident-form.module.css'
import { takeIn } from '../incidents.queries.ts'
import { attemptNote, changeNote, takeSent, takeUpNotes, useNoteDrafts } from './note-drafts.ts'
import { workText } from './work.text.ts'

/** A word for whoever goes on with it. */
export function NoteForm({ id }: { id: string }) {
  const text = useText(workText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const note = useNoteDrafts((drafts) => drafts[id]) ?? ''
  useEffect(takeUpNotes, [])
  const [error, setError] = useState<unknown>(null)
  const [isBusy, begin] = useBusy()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() === '') return
    void begin(async () => {
      setError(null)
      try {
        // one key for each text: sent again after an answer that did not come, it makes no second note
        const { body, key } = attemptNote(id, () => note.trim())
        takeIn(queryClient, await noteIncident(id, body, key))
        takeSent(id, note)
      } catch (failure) {
        setError(failure)
      }
    })
  }
  return (
    <form className={styles.note} aria-label={text.note} onSubmit={submit}>
      <Field label={text.note}>
        <textarea
          rows={2}
          value={note}
          maxLength={2000}
          aria-invalid={isFieldFaulty(error, 'text')}
          placeholder={text.notePlaceholder}
          onChange={(event) => changeNote(id, event.target.value)}
        />
      </Field>
      {error !== null && (
        <p className={styles.fault} role="alert">
          {describeError(error, language)}
        </p>
      )}
      <Button type="submit" disabled={isBusy || note.trim() === ''}>
        {text.sendNote}
      </Button>
    </form>
  )
}
