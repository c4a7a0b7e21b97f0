import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { UrgentSlot } from './urgent-slot.tsx'

type DialogProps = {
  title: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
  isWide?: boolean
  isNarrow?: boolean
  hasField?: boolean
  /** Holds what cannot be shown again: only its buttons close it, not Esc and not a click beside it. */
  isFirm?: boolean
}

const isTextField = (target: EventTarget): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(target.type))

/** A modal sheet; the browser keeps the focus inside, Esc and a click beside it close it. Once something has been typed a click
 *  beside it does not, and the first Esc only leaves the fields. `hasField`: something inside is
 *  marked `data-first-focus`; without it the sheet itself takes the focus, so that it can be scrolled by keys. */
export function Dialog({
  title,
  closeLabel,
  onClose,
  children,
  isWide,
  isNarrow,
  hasField = false,
  isFirm = false,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const isTyped = useRef(false)
  // a text that is marked with the mouse may end beside the sheet
  const isPressedBeside = useRef(false)
  // Before the effects of what is inside, which put the focus on a field of theirs: nothing takes it in a sheet that is still
  // closed. And closed while it is still on the page: only then does the browser give the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    // the browser would choose the closing cross
    dialog?.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      data-wide={isWide}
      data-narrow={isNarrow}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        if (!isFirm) onClose()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
        // what the browser does by itself cannot be held up twice
        event.preventDefault()
        if (isFirm) return
        if (!isTyped.current) return onClose()
        isTyped.current = false
        body.current?.focus()
      }}
      onInput={({ target }) => {
        if (isTextField(target)) isTyped.current = true
      }}
      onPointerDown={({ target }) => {
        isPressedBeside.current = target === ref.current
      }}
      onClick={({ target }) => {
        if (target === ref.current && isPressedBeside.current && !isTyped.current && !isFirm) onClose()
      }}
    >
      <UrgentSlot isInDialog />
      <div ref={body} className={styles.body} tabIndex={-1} data-first-focus={hasField ? undefined : true}>
        <header>
          <h2>{title}</h2>
          <IconButton icon="close" label={closeLabel} shortcut="Esc" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
