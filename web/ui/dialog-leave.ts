import { createContext, useContext } from 'react'
import type { UnsentWords } from './unsent-question.tsx'

/** How what stands in a dialog closes it. */
type DialogLeave = {
  /** Asks first where something typed would be lost; what comes `then` is done once it has gone. */
  leave: (then?: () => void) => void
  /** What is asked now. */
  asked: { words: UnsentWords; onGoOn: () => void; onDiscard: () => void } | null
}

export const DialogLeaveContext = createContext<DialogLeave>({ leave: () => {}, asked: null })

export const useDialogLeave = (): DialogLeave => useContext(DialogLeaveContext)
