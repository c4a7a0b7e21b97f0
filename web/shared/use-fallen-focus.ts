import { type RefObject, useLayoutEffect, useRef } from 'react'

/** Whether the view that went last took the focus with it. */
let isFalling = false

/** For views that take each other's place, each on an element with `tabIndex={-1}`: where one goes with the control that
 *  has the focus, the next one takes it, so that the next Tab goes on from there and not from the top of the page. */
export function useFallenFocus<Held extends HTMLElement>(): RefObject<Held | null> {
  const ref = useRef<Held>(null)
  useLayoutEffect(() => {
    const held = ref.current
    if (isFalling && document.activeElement === document.body) held?.focus({ preventScroll: true })
    isFalling = false
    return () => {
      const view = held?.closest('aside, section')
      isFalling = view?.contains(document.activeElement) ?? false
    }
  }, [])
  return ref
}
