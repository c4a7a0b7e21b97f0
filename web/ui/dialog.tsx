import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { holdDialog } from '#web/lib/open-dialogs.ts'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { DialogLeaveContext } from './dialog-leave.ts'
import type { UnsentWords } from './unsent-question.tsx'
import { UrgentSlot } from './urgent-slot.tsx'

type DialogProps = {
  title: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
  isWide?: boolean
  isNarrow?: boolean
  hasField?: boolean
  /** Holds what cannot be shown again: only its buttons close it, not Esc, not "back" and not a click beside it. */
  isFirm?: boolean
  /** Given where what is typed is asked about before it is lost; what it holds then has `DialogActions`, which ask. `hold` is
   *  called while something is, and returns the function that ends it. */
  unsent?: { words: UnsentWords; hold: () => () => void }
}

type TextField = HTMLInputElement | HTMLTextAreaElement

const isTextField = (target: EventTarget): target is TextField =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(target.type))

/** What only looks for something is no loss. */
const isKept = ({ type }: TextField): boolean => type !== 'search'

/** A modal sheet; the browser keeps the focus inside, Esc, "back" and a click beside it close it. Once something has been typed a click
 *  beside it does not, and the first Esc only leaves the fields, or asks where `unsent` is given. `hasField`: something inside is
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
  unsent,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const isTyped = useRef(false)
  // a text that is marked with the mouse may end beside the sheet
  const isPressedBeside = useRef(false)
  const { noteBefore, noteTyped, asked, ask, goOn, isUnsent } = useTyped(unsent?.hold)
  // Before the effects of what is inside, which put the focus on a field of theirs: nothing takes it in a sheet that is still
  // closed. And closed while it is still on the page: only then does the browser give the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    // the browser would choose the closing cross
    dialog?.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    return () => dialog?.close()
  }, [])
  const words = unsent?.words
  const way = useMemo(() => {
    const close = (then?: () => void) => {
      onClose()
      then?.()
    }
    return {
      leave: isUnsent ? ask : close,
      asked: asked && words ? { words, onGoOn: goOn, onDiscard: () => close(asked.then) } : null,
    }
  }, [isUnsent, ask, onClose, asked, words, goOn])
  const leaveFromOutside = useEffectEvent((then: () => void) => {
    if (!isFirm) way.leave(then)
  })
  useEffect(() => holdDialog((then) => leaveFromOutside(then)), [])
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      data-wide={isWide}
      data-narrow={isNarrow}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        if (!isFirm) way.leave()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
        // what the browser does by itself cannot be held up twice
        event.preventDefault()
        if (isFirm) return
        if (asked) return goOn()
        if (isUnsent || !isTyped.current) return way.leave()
        isTyped.current = false
        body.current?.focus()
      }}
      onFocus={({ target }) => {
        if (isTextField(target)) noteBefore(target)
      }}
      onInput={({ target }) => {
        if (!isTextField(target)) return
        isTyped.current = true
        if (isKept(target)) noteTyped(target)
      }}
      onPointerDown={({ target }) => {
        isPressedBeside.current = target === ref.current
      }}
      onClick={({ target }) => {
        if (target === ref.current && isPressedBeside.current && !isTyped.current && !isFirm) way.leave()
      }}
    >
      <UrgentSlot isFirm={isFirm} />
      <div ref={body} className={styles.body} tabIndex={-1} data-first-focus={hasField ? undefined : true}>
        <header>
          <h2>{title}</h2>
          <IconButton icon="close" label={closeLabel} shortcut="Esc" onClick={() => way.leave()} />
        </header>
        <DialogLeaveContext value={way}>{children}</DialogLeaveContext>
      </div>
    </dialog>
  )
}

/** Whether a dialog's fields hold something else than at first, and whether it is asked about, with what comes
 *  `then`. */
function useTyped(hold: (() => () => void) | undefined) {
  const before = useRef(new Map<TextField, string>())
  const changed = useRef(new Set<TextField>())
  const last = useRef<TextField | null>(null)
  const [isHeld, setIsHeld] = useState(false)
  const [asked, setAsked] = useState<{ then: (() => void) | undefined } | null>(null)
  const isUnsent = isHeld && hold !== undefined
  const acts = useMemo(
    () => ({
      ask: (then?: () => void) => setAsked({ then }),
      goOn() {
        setAsked(null)
        last.current?.focus()
      },
      noteBefore(field: TextField) {
        if (!before.current.has(field)) before.current.set(field, field.value)
        // who goes back to a field goes on
        setAsked(null)
      },
      noteTyped(field: TextField) {
        last.current = field
        if (field.value === (before.current.get(field) ?? '')) changed.current.delete(field)
        else changed.current.add(field)
        setIsHeld(changed.current.size > 0)
      },
    }),
    [],
  )
  useEffect(() => (isUnsent ? hold() : undefined), [isUnsent, hold])
  return { ...acts, isUnsent, asked: isUnsent ? asked : null }
}
