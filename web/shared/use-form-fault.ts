import { type RefObject, useMemo, useState } from 'react'
import { useFaultFocus } from './use-fault-focus.ts'

/** What keeps a form from being sent: the field, and what it wants. */
export type Gap = { field: string; sentence: string }

/** What a form was told when it was to be sent. */
type Told = { gap: Gap } | { error: unknown }

/** A gap that was told is over once it is filled, whatever comes next. Pure. */
export const standingFault = (told: Told | null, field: string | undefined): Told | null =>
  told !== null && 'gap' in told && told.gap.field !== field ? null : told

/** What speaks against a form once it was to be sent, and which field that is about, with the focus on it. `gap`: the first there
 *  is now. `isRefused`: whether what the server answered is about a field. */
export function useFormFault(
  form: RefObject<HTMLFormElement | null>,
  gap: Gap | null,
  isRefused: (error: unknown, field: string) => boolean,
) {
  const [told, tell] = useState<Told | null>(null)
  const fault = useMemo(() => standingFault(told, gap?.field), [told, gap?.field])
  useFaultFocus(form, fault)
  const isGap = fault !== null && 'gap' in fault
  const toldGap = isGap ? gap : null
  const error = fault !== null && !isGap && 'error' in fault ? fault.error : null
  const isFaulty = (field: string): boolean => (toldGap ? field === toldGap.field : isRefused(error, field))
  return { tell, toldGap, error, isFaulty }
}
