import { type RefObject, useEffect } from 'react'

/** Puts the focus on the field that a fault is about, each time there is one. */
export function useFaultFocus(form: RefObject<HTMLFormElement | null>, fault: object | null): void {
  useEffect(() => {
    if (fault !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [form, fault])
}
