import { type RefObject, useEffect } from 'react'

/** Puts the focus on the field that a fault is about, each time there is one. */
export function useFaultFocus(form: RefObject<HTMLFormElement | null>, fault: object | null): void {
  useEffect(() => {
    if (fault === null) return
    const faulty = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // of several side by side one can have the focus
    const target = faulty?.role === 'radiogroup' ? faulty.querySelector<HTMLElement>('[tabindex="0"]') : faulty
    target?.focus()
  }, [form, fault])
}
