import { type ReactNode, useRef } from 'react'
import { describeError, isFieldFaulty, problemCode, problemFields } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { type Gap, useFormFault } from '#web/shared/use-form-fault.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { FormSheet } from '#web/ui/form-sheet.tsx'
import { administrationText } from './administration.text.ts'

type FormDialogProps = {
  title: string
  submitText: string
  /** The first of them; null where the form can be sent. */
  gap: Gap | null
  /** Rejects with what the server says against it. */
  onSubmit: () => Promise<unknown>
  onClose: () => void
  /** What the form calls its fields, where that is not what they are called elsewhere. */
  labels?: Readonly<Record<string, string>>
  /** Told which fields are at fault. */
  children: (isFaulty: (field: string) => boolean) => ReactNode
}

/** What a refusal is about, as the form calls it. */
const isRefused = (error: unknown, field: string): boolean =>
  problemCode(error) === 'username_taken' ? field === 'username' : isFieldFaulty(error, field)

/** A form in a sheet: its fields, what it still wants or the server says against them, and the two ways out. */
export function FormDialog({ title, submitText, gap, onSubmit, onClose, labels, children }: FormDialogProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const unsent = useUnsent()
  const language = useLanguage()
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, begin] = useBusy()
  const { tell, toldGap, error, isFaulty } = useFormFault(form, gap, isRefused)
  const submit = () => {
    if (gap !== null) {
      tell({ gap })
      return
    }
    void begin(async () => {
      tell(null)
      await onSubmit().catch((error) => tell({ error }))
    })
  }
  const sentence = toldGap?.sentence ?? (error === null ? null : describeError(error, language, labels))
  // those that the sentence does not name
  const fields = problemCode(error) === 'invalid_input' ? [] : problemFields(error)
  return (
    <FormSheet
      ref={form}
      title={title}
      closeLabel={shared.close}
      submitText={submitText}
      cancelText={text.cancel}
      canSubmit={!isBusy}
      fault={
        sentence && (
          <>
            <p>{sentence}</p>
            {fields.map(({ path, message }) => (
              <p key={path}>{message}</p>
            ))}
          </>
        )
      }
      unsent={unsent}
      onSubmit={submit}
      onClose={onClose}
    >
      {children(isFaulty)}
    </FormSheet>
  )
}
