import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { noteIncident } from '#web/api-client/incident-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import styles from '../incident-form.module.css'
import { takeIn } from '../incidents.queries.ts'
import { changeNote, takeSent, takeUpNotes, useNoteDrafts } from './note-drafts.ts'
import { workText } from './work.text.ts'

/** A word for whoever goes on with it. */
export function NoteForm({ id }: { id: string }) {
  const text = useText(workText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const note = useNoteDrafts((drafts) => drafts[id]) ?? ''
  useEffect(takeUpNotes, [])
  // one for each text: sent again after an answer that did not come, it makes no second note
  const [key, setKey] = useState(makeKey)
  const [error, setError] = useState<unknown>(null)
  const [isBusy, begin] = useBusy()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() === '') return
    void begin(async () => {
      setError(null)
      try {
        takeIn(queryClient, await noteIncident(id, note.trim(), key))
        takeSent(id, note)
        setKey(makeKey())
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
          placeholder={text.notePlaceholder}
          onChange={(event) => {
            changeNote(id, event.target.value)
            setKey(makeKey())
          }}
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
