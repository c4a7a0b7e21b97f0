import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import type { Whistle } from '#api/operations/whistles/whistles.contract.ts'
import { describeError, isFieldFaulty, problemCode } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { type Gap, useFormFault } from '#web/shared/use-form-fault.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Field } from '#web/ui/field.tsx'
import { FormSheet } from '#web/ui/form-sheet.tsx'
import styles from './whistles.module.css'
import { refetchWhistles } from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

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
  const { tell, toldGap, error, isFaulty } = useFormFault(form, gap, isFieldFaulty)
  const submit = () => {
    if (gap !== null) return tell({ gap })
    void begin(async () => {
      tell(null)
      try {
        await onSubmit()
        onClose()
      } catch (failure) {
        tell({ error: failure })
      } finally {
        await refetchWhistles(queryClient, incidentId)
      }
    })
  }
  const refusal =
    error === null ? null : problemCode(error) === 'stale_version' ? text.changed : describeError(error, language)
  return (
    <FormSheet
      ref={form}
      title={title}
      closeLabel={shared.close}
      submitText={submitText}
      cancelText={text.dismiss}
      canSubmit={!isBusy}
      fault={toldGap?.sentence ?? refusal}
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
