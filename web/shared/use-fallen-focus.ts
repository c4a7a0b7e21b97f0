import { type RefObject, useEffect, useRef } from 'react'

/** For what comes in the place of a control that had the focus, on an element with `tabIndex={-1}`: takes the focus where
 *  it has fallen to the page, so that the next Tab goes on from there. A page nobody has touched yet keeps it. */
export function useFallenFocus<Held extends HTMLElement>(): RefObject<Held | null> {
  const ref = useRef<Held>(null)
  useEffect(() => {
    const hasFallen = document.activeElement === document.body && navigator.userActivation.hasBeenActive
    if (hasFallen) ref.current?.focus({ preventScroll: true })
  }, [])
  return ref
}
