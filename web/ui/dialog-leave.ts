import { createContext, useContext, useEffect } from 'react'
import type { LossWords } from './loss-question.tsx'

/** How what stands in a dialog closes it. */
type DialogLeave = {
  /** Asks first where something typed would be lost; what comes `then` is done once it has gone. */
  leave: (then?: () => void) => void
  /** What is asked now. */
  asked: { words: LossWords; onGoOn: () => void; onConfirm: () => void } | null
  /** Something that would be lost, of which the fields do not tell. Returns the function that ends it. */
  hold: () => () => void
}

export const DialogLeaveContext = createContext<DialogLeave>({ leave: () => {}, asked: null, hold: () => () => {} })

export const useDialogLeave = (): DialogLeave => useContext(DialogLeaveContext)

/** While `isHeld` the dialog around it asks before it is left, if it asks at all. */
export function useHeld(isHeld: boolean): void {
  const { hold } = useDialogLeave()
  useEffect(() => (isHeld ? hold() : undefined), [isHeld, hold])
}
