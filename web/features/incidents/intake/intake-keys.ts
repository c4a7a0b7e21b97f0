type KeyPress = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  isComposing: boolean
  /** Somebody further in has had it. */
  isTaken: boolean
  target: { closest(selector: string): unknown; matches(selector: string): boolean }
}

/** Whether a key sends the report: Ctrl+Enter anywhere, and Enter on what is chosen already, where it has nothing to
 *  choose. The search has its own: what it chooses is not in the draft yet. Pure. */
export function isSendKey({ key, ctrlKey, metaKey, isComposing, isTaken, target }: KeyPress): boolean {
  if (key !== 'Enter' || isComposing || isTaken || target.closest('search') !== null) return false
  return ctrlKey || metaKey || target.matches('[role="radio"][aria-checked="true"]')
}
