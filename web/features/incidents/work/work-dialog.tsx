import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { describeError, isFieldFaulty, problemCode, problemCurrent } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { type Gap, useFormFault } from '#web/shared/use-form-fault.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { FormSheet } from '#web/ui/form-sheet.tsx'
import { type ShownIncident, takeIn } from '../incidents.queries.ts'
import { WhatChanged } from './what-changed.tsx'
import { workText } from './work.text.ts'

/** Found only on the way: something in the form is not right. */
export class FormFault extends Error {
  readonly gap: Gap
  constructor(gap: Gap) {
    super(gap.sentence)
    this.gap = gap
  }
}

type WorkDialogProps = {
  title: string
  submitText: string
  /** As the screen shows it: first of all as it was when whoever works on it made up their mind. */
  incident: ShownIncident
  /** Whether the present state still allows it. */
  isPossible: boolean
  gap: Gap | null
  /** Gives null where there is nothing to send. Rejects with what the server says against it. */
  onSubmit: (version: number) => Promise<IncidentDetail | null>
  /** Takes the record as it is now, where somebody was faster, and settles it itself; left out, what has changed is told. */
  onStale?: (current: IncidentDetail) => void
  onClose: () => void
  /** Told which fields are at fault. */
  children: (isFaulty: (field: string) => boolean) => ReactNode
}

/** A form about one incident in a sheet. Where somebody was faster it says what they have changed before it is sent again, and at
 *  once where it cannot be sent any more. */
export function WorkDialog(props: WorkDialogProps) {
  const { title, submitText, incident, isPossible, gap, onSubmit, onStale, onClose, children } = props
  const text = useText(workText)
  const shared = useText(sharedText)
  const unsent = useUnsent()
  const language = useLanguage()
  const queryClient = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [isBusy, begin] = useBusy()
  // not what the screen shows by now: a version that nobody has seen is not to be agreed to
  const [seen, setSeen] = useState(incident)
  const [former, setFormer] = useState<ShownIncident | null>(null)
  const { tell, toldGap, error, isFaulty } = useFormFault(form, gap, isFieldFaulty)

  const send = async () => {
    if (gap !== null) return tell({ gap })
    tell(null)
    try {
      const changed = await onSubmit(seen.version)
      if (changed) takeIn(queryClient, changed)
      onClose()
    } catch (failure) {
      if (failure instanceof FormFault) return tell({ gap: failure.gap })
      const current = problemCurrent(failure) as IncidentDetail | undefined
      if (current) takeIn(queryClient, current)
      if (current && problemCode(failure) === 'stale_version') {
        setSeen(current)
        if (onStale) onStale(current)
        else setFormer(seen)
        return
      }
      tell({ error: failure })
    }
  }
  const sentence = toldGap?.sentence ?? (error !== null ? describeError(error, language) : null)
  return (
    <FormSheet
      ref={form}
      title={title}
      closeLabel={shared.close}
      submitText={submitText}
      cancelText={text.cancelDialog}
      canSubmit={!isBusy && isPossible}
      fault={sentence}
      unsent={unsent}
      onSubmit={() => void begin(send)}
      onClose={onClose}
    >
      {isPossible ? (
        former && <WhatChanged before={former} after={seen} isPossible />
      ) : (
        <WhatChanged before={former ?? seen} after={incident} isPossible={false} />
      )}
      {children(isFaulty)}
    </FormSheet>
  )
}
