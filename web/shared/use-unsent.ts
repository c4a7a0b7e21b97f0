import { useMemo } from 'react'
import { sharedText } from './shared.text.ts'
import { holdForm } from './unsent-forms.ts'
import { useText } from './use-text.ts'

/** What a dialog needs to ask before something typed in it is lost, also by a reload. */
export function useUnsent() {
  const { unsentQuestion, goOn, discard } = useText(sharedText)
  return useMemo(
    () => ({ words: { question: unsentQuestion, goOn, confirm: discard }, hold: holdForm }),
    [unsentQuestion, goOn, discard],
  )
}
