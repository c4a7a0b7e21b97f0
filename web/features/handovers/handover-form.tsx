import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { signHandover } from '#web/api-client/handover-calls.ts'
import { describeError, isFieldFaulty } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Field } from '#web/ui/field.tsx'
import { InstantField } from '#web/ui/instant-field.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { HandoverFigures, HandoverIncidents, type IncidentWords } from './handover-incidents.tsx'
import {
  attemptHandover,
  changeHandoverNote,
  endHandoverAttempt,
  findHandoverAttempt,
  takeSigned,
  takeUpHandoverNotes,
  useHandoverNotes,
} from './handover-notes.ts'
import styles from './handovers.module.css'
import { draftQuery, findSpan, type ShiftChoice, takeIn } from './handovers.queries.ts'
import { handoversText } from './handovers.text.ts'

const presets = ['last', '8', '12', 'own'] as const

type HandoverFormProps = {
  area: string
  words: IncidentWords
  onOpen: (incidentId: string, lngLat: LngLat) => void
  onSigned: (id: string) => void
}

/** What would be handed over now, with a note to it, to be signed. */
export function HandoverForm({ area, words, onOpen, onSigned }: HandoverFormProps) {
  const text = useText(handoversText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [choice, setChoice] = useState<ShiftChoice>(() => {
    takeUpHandoverNotes()
    // what is sent again is what is seen
    const kept = findHandoverAttempt(area)
    return kept?.from && kept.to ? { preset: 'own', from: kept.from, to: kept.to } : { preset: 'last' }
  })
  const note = useHandoverNotes((notes) => notes[area] ?? '')
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<{ error: unknown } | null>(null)
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...draftQuery(area, choice),
    placeholderData: keepPreviousData,
  })
  useFaultFocus(form, fault)
  const choose = (next: ShiftChoice) => {
    endHandoverAttempt(area)
    setChoice(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void begin(async () => {
      if (!data) return
      setFault(null)
      const word = note.trim()
      // of one press: sent again after an answer that did not come, it is the same shift and signs nothing a second time
      const { body, key } = attemptHandover(area, () => ({
        area,
        from: data.from,
        to: data.to,
        ...(word !== '' && { note: word }),
      }))
      try {
        const signed = await signHandover(body, key)
        takeIn(queryClient, signed)
        takeSigned(area, note)
        onSigned(signed.id)
      } catch (failure) {
        setFault({ error: failure })
      }
    })
  }
  return (
    <form ref={form} className={styles.form} aria-label={text.newOne} onSubmit={submit} noValidate>
      <header className={styles.head}>
        <h2>{data?.areaName ?? ' '}</h2>
        {data && (
          <p className={styles.muted}>
            {text.span(formatDateTime(data.from, language), formatDateTime(data.to, language))}
          </p>
        )}
      </header>
      <Segments
        label={text.shift}
        value={choice.preset === 'last' && data?.lastTo === null ? '12' : choice.preset}
        options={presets
          .filter((preset) => preset !== 'last' || data?.lastTo !== null)
          .map((preset) => ({ value: preset, text: text.preset[preset] }))}
        onChange={(preset) => choose(preset === 'own' ? { preset, ...findSpan(choice, data) } : { preset })}
      />
      {choice.preset === 'own' && (
        <div className={styles.ends}>
          {(['from', 'to'] as const).map((end) => (
            <Field key={end} label={text[end]}>
              <InstantField
                label={text[end]}
                isFaulty={isFieldFaulty(fault?.error, end)}
                valueMs={Date.parse(choice[end])}
                onChange={(instantMs) => choose({ ...choice, [end]: new Date(instantMs).toISOString() })}
              />
            </Field>
          ))}
        </div>
      )}
      {error && <Awaited failure={describeError(error, language)} onRetry={() => void refetch()} words={shared} />}
      {!data && !error && <Awaited words={shared} />}
      {data && !error && (
        <div className={styles.content} aria-busy={isPlaceholderData}>
          <HandoverFigures counts={data.counts} />
          <HandoverIncidents incidents={data.incidents} isCut={data.isCut} words={words} onOpen={onOpen} />
        </div>
      )}
      <div className={styles.sign}>
        <Field label={text.note}>
          <textarea
            rows={3}
            value={note}
            maxLength={2000}
            aria-invalid={isFieldFaulty(fault?.error, 'note')}
            onChange={({ target }) => changeHandoverNote(area, target.value)}
          />
        </Field>
        <p className={styles.muted}>{text.noteHint}</p>
        {fault && (
          <p className={styles.fault} role="alert">
            {describeError(fault.error, language, { from: text.from, to: text.to, note: text.note })}
          </p>
        )}
        <Button
          type="submit"
          look="primary"
          icon="check"
          disabled={isBusy || !data || isPlaceholderData || error !== null}
        >
          {text.sign}
        </Button>
      </div>
    </form>
  )
}
