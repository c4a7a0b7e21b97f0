import { create } from 'zustand'

/** What shows the question of a form that holds something typed. */
type Ask = () => void

/** Of dialogs in which something was typed and not sent; the last lies on top. */
const useForms = create<{ asks: readonly Ask[] }>(() => ({ asks: [] }))

export const useHasUnsentForm = (): boolean => useForms(({ asks }) => asks.length > 0)

/** From now on the form is asked about before it goes. Returns the function that ends it. */
export function holdForm(ask: Ask): () => void {
  useForms.setState(({ asks }) => ({ asks: [...asks, ask] }))
  return () => useForms.setState(({ asks }) => ({ asks: asks.filter((one) => one !== ask) }))
}

/** Has the form on top ask whether it may go; false where none holds anything. */
export function askUnsentForm(): boolean {
  const ask = useForms.getState().asks.at(-1)
  ask?.()
  return ask !== undefined
}
