import { create } from 'zustand'

/** How many dialogs hold something that was typed and not sent. */
const useForms = create<{ count: number }>(() => ({ count: 0 }))

export const useHasUnsentForm = (): boolean => useForms(({ count }) => count > 0)

/** From now on a form holds something. Returns the function that ends it. */
export function holdForm(): () => void {
  const add = (more: number) => useForms.setState(({ count }) => ({ count: count + more }))
  add(1)
  return () => add(-1)
}
