import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import type { IncidentDetail } from '#api/incidents/incidents.contract.ts'
import { describeError, isFieldFaulty, problemCode, problemCurrent } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { FormSheet } from '#web/ui/form-sheet.tsx'
import { type ShownIncident, takeIn } from '../incidents.queries.ts'
import { WhatChanged } from './what-changed.tsx'
import { workText } from './work.text.ts'

/** What keeps it from being sent: the field, and what it wants. */
export type Gap = { field: string; sentence: string }

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
  const [fault, setFault] = useState<{ gap: Gap } | { error: unknown } | null>(null)
  useFaultFocus(form, fault)

  const send = async () => {
    if (gap !== null) return setFault({ gap })
    setFault(null)
    try {
      const changed = await onSubmit(seen.version)
      if (changed) takeIn(queryClient, changed)
      onClose()
    } catch (error) {
      if (error instanceof FormFault) return setFault({ gap: error.gap })
      const current = problemCurrent(error) as IncidentDetail | undefined
      if (current) takeIn(queryClient, current)
      if (current && problemCode(error) === 'stale_version') {
        setSeen(current)
        if (onStale) onStale(current)
        else setFormer(seen)
        return
      }
      setFault({ error })
    }
  }
  // a gap that was told is over once it is filled
  const toldGap = fault !== null && 'gap' in fault && gap !== null ? gap : null
  const error = fault !== null && 'error' in fault ? fault.error : null
  const isFaulty = (field: string) => (toldGap ? field === toldGap.field : isFieldFaulty(error, field))
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
