import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { Whistle } from '#api/whistles/whistles.contract.ts'
import { describeError, isFieldFaulty, problemCode } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Field } from '#web/ui/field.tsx'
import { FormSheet } from '#web/ui/form-sheet.tsx'
import styles from './whistles.module.css'
import { refetchWhistles } from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

type Gap = { field: string; sentence: string }

type WhistleSheetProps = {
  title: string
  submitText: string
  incidentId: string
  gap: Gap | null
  onSubmit: () => Promise<Whistle>
  onClose: () => void
  children: (isFaulty: (field: string) => boolean) => ReactNode
}

/** A form about a whistle in a sheet. Whatever is answered, what the screen shows is read again. */
export function WhistleSheet({ title, submitText, incidentId, gap, onSubmit, onClose, children }: WhistleSheetProps) {
  const text = useText(whistlesText)
  const shared = useText(sharedText)
  const unsent = useUnsent()
  const language = useLanguage()
  const queryClient = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, begin] = useBusy()
  const [told, setTold] = useState<{ gap: Gap } | { error: unknown } | null>(null)
  // a gap that was told is over once it is filled
  const fault = useMemo(() => (told !== null && 'gap' in told && gap === null ? null : told), [told, gap])
  useFaultFocus(form, fault)
  const submit = () => {
    if (gap !== null) return setTold({ gap })
    void begin(async () => {
      setTold(null)
      try {
        await onSubmit()
        onClose()
      } catch (error) {
        setTold({ error })
      } finally {
        await refetchWhistles(queryClient, incidentId)
      }
    })
  }
  const error = fault !== null && 'error' in fault ? fault.error : null
  const isFaulty = (each: string) =>
    fault !== null && 'gap' in fault ? each === fault.gap.field : isFieldFaulty(error, each)
  const sentence =
    fault === null
      ? null
      : 'gap' in fault
        ? fault.gap.sentence
        : problemCode(error) === 'stale_version'
          ? text.changed
          : describeError(error, language)
  return (
    <FormSheet
      ref={form}
      title={title}
      closeLabel={shared.close}
      submitText={submitText}
      cancelText={text.dismiss}
      canSubmit={!isBusy}
      fault={sentence}
      unsent={unsent}
      onSubmit={submit}
      onClose={onClose}
    >
      {children(isFaulty)}
    </FormSheet>
  )
}

export type WordDialogProps = {
  title: string
  submitText: string
  label: string
  incidentId: string
  /** Something has to be said. */
  isNeeded: boolean
  isOfProcess: boolean
  field: 'note' | 'assessment' | 'reason'
  onSubmit: (word: string) => Promise<Whistle>
  onClose: () => void
}

/** A step with a word to it. */
export function WordDialog({ label, isNeeded, isOfProcess, field, onSubmit, ...sheet }: WordDialogProps) {
  const text = useText(whistlesText)
  const [word, setWord] = useState('')
  const gap = isNeeded && word.trim() === '' ? { field, sentence: text.wordMissing } : null
  return (
    <WhistleSheet {...sheet} gap={gap} onSubmit={() => onSubmit(word.trim())}>
      {(isFaulty) => (
        <>
          <Field label={label}>
            <textarea
              data-first-focus
              rows={3}
              value={word}
              maxLength={1000}
              aria-invalid={isFaulty(field)}
              onChange={(event) => setWord(event.target.value)}
            />
          </Field>
          {isOfProcess && <p className={styles.muted}>{text.ofProcess}</p>}
        </>
      )}
    </WhistleSheet>
  )
}
