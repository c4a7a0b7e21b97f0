import { useEffect, useState } from 'react'
import { create } from 'zustand'
import styles from './urgent-slot.module.css'

/** `isFirm`: what lies there goes by its own buttons only. */
type UrgentSlotState = { element: HTMLElement; isFirm: boolean }

const useSlots = create<{ slots: readonly UrgentSlotState[] }>(() => ({ slots: [] }))

/** Where what cannot wait is shown while something lies over its own place: in the last that was opened. Null while nothing
 *  does. */
export const useUrgentSlot = (): UrgentSlotState | null => useSlots(({ slots }) => slots.at(-1) ?? null)

/** The head of what lies over the map: what cannot wait stands in it, and pushes the rest down instead of covering it. In a
 *  modal dialog nothing outside could be reached. */
export function UrgentSlot({ isFirm = false }: { isFirm?: boolean }) {
  const [element, setElement] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (!element) return
    const slot = { element, isFirm }
    useSlots.setState(({ slots }) => ({ slots: [...slots, slot] }))
    return () => useSlots.setState(({ slots }) => ({ slots: slots.filter((each) => each !== slot) }))
  }, [element, isFirm])
  return <div ref={setElement} className={styles.slot} />
}
