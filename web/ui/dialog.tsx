import {
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { holdDialog } from '#web/lib/open-dialogs.ts'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { DialogLeaveContext } from './dialog-leave.ts'
import { createFieldWatch } from './field-watch.ts'
import type { LossWords } from './loss-question.tsx'
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
  unsent?: { words: LossWords; hold: () => () => void }
  /** What it holds says itself what would be lost (`useHeld`): its fields come and go, or choose what is looked at. */
  isHeldInside?: boolean
}

type TextField = HTMLInputElement | HTMLTextAreaElement

const isTextField = (target: EventTarget): target is TextField =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(target.type))

/** What holds something that was typed or chosen; what only looks for something is no loss. */
const fieldSelector = `textarea, select, input:not([type="search"], [type="file"]),
  [role="radio"], [role="switch"], [role="checkbox"], [aria-pressed]`

const readField = (field: Element): string => {
  if (field instanceof HTMLInputElement && ['radio', 'checkbox'].includes(field.type)) return String(field.checked)
  if (isTextField(field) || field instanceof HTMLSelectElement) return field.value
  return field.getAttribute('aria-checked') ?? field.getAttribute('aria-pressed') ?? ''
}

/** A modal sheet; the browser keeps the focus inside, Esc, "back" and a click beside it close it. Once something has been typed a click
 *  beside it does not, and the first Esc only leaves the fields, or asks where `unsent` is given: then about what was chosen as
 *  well. `hasField`: something inside is marked `data-first-focus`; without it the sheet itself takes the focus, so that it can
 *  be scrolled by keys. */
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
  isHeldInside = false,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const isTyped = useRef(false)
  // a text that is marked with the mouse may end beside the sheet
  const isPressedBeside = useRef(false)
  const changed = useChanged(body, unsent?.hold, isHeldInside)
  const { note, check, checkLater, goesOn, asked, ask, goOn, isUnsent, hasChanged, hold } = changed
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
      // as the fields are now: what follows from a choice may have come since
      leave: (then?: () => void) => (hasChanged() ? ask(then) : close(then)),
      asked: asked && words ? { words, onGoOn: goOn, onConfirm: () => close(asked.then) } : null,
      hold,
    }
  }, [hasChanged, ask, onClose, asked, words, goOn, hold])
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
      onPointerDownCapture={note}
      onKeyDownCapture={note}
      onKeyDown={(event) => {
        checkLater(() => [document.activeElement])
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
        if (target.matches(fieldSelector)) goesOn(target)
      }}
      onInput={({ target }) => {
        if (isTextField(target)) isTyped.current = true
        check([target])
        checkLater(() => [target])
      }}
      onPointerDown={({ target }) => {
        isPressedBeside.current = target === ref.current
      }}
      onClick={({ target }) => {
        checkLater((all) => (target instanceof Element ? findActed(target, all) : []))
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

/** What a click was meant for: its field, or any text that a button fills in. */
function findActed(target: Element, all: Iterable<HTMLElement>): Iterable<HTMLElement> {
  const field = target.closest<HTMLElement>(fieldSelector)
  if (field) return [field]
  return target.closest('button') ? [...all].filter(isTextField) : []
}

/** Whether a dialog's fields hold something else than at first, and whether it is asked about, with what comes
 *  `then`. */
function useChanged(body: RefObject<HTMLElement | null>, hold: (() => () => void) | undefined, isHeldInside: boolean) {
  const [watch] = useState(() => createFieldWatch<Element>(readField))
  const last = useRef<HTMLElement | null>(null)
  const [isHeld, setIsHeld] = useState(false)
  const inside = useRef(0)
  const [asked, setAsked] = useState<{ then: (() => void) | undefined } | null>(null)
  const hasHold = hold !== undefined
  const isUnsent = isHeld && hasHold
  const acts = useMemo(() => {
    const listFields = () => body.current?.querySelectorAll<HTMLElement>(fieldSelector) ?? []
    const check = (acted: Iterable<EventTarget | null>) => {
      const fields = [...acted].filter(
        (one) => one instanceof HTMLElement && one.matches(fieldSelector),
      ) as HTMLElement[]
      if (fields.length === 1) last.current = fields[0] ?? null
      const isChanged = (!isHeldInside && watch.check(fields)) || inside.current > 0
      setIsHeld(isChanged)
      return isChanged
    }
    const waiting: ((all: Iterable<HTMLElement>) => Iterable<EventTarget | null>)[] = []
    const checkWaiting = () => {
      for (const find of waiting.splice(0)) check(find(listFields()))
    }
    const note = () => {
      checkWaiting()
      watch.note(listFields())
    }
    return {
      note,
      check,
      hasChanged() {
        checkWaiting()
        return hasHold && check([])
      },
      /** Once what is drawn as a choice shows it: soon, and before the next key or press. */
      checkLater(find: (typeof waiting)[number]) {
        waiting.push(find)
        setTimeout(() => body.current && checkWaiting())
      },
      ask: (then?: () => void) => setAsked({ then }),
      hold() {
        inside.current += 1
        check([])
        return () => {
          inside.current -= 1
          check([])
        }
      },
      /** Whoever goes back to a field goes on. A label gives its radio the focus only with the choice itself. */
      goesOn(field: Element) {
        if (!(field instanceof HTMLInputElement) || isTextField(field)) note()
        setAsked(null)
      },
      goOn() {
        setAsked(null)
        const field = last.current?.isConnected ? last.current : body.current
        field?.focus()
      },
    }
  }, [watch, body, hasHold, isHeldInside])
  // what is in it before anybody does anything
  useEffect(() => acts.note(), [acts])
  useEffect(() => (isUnsent ? hold() : undefined), [isUnsent, hold])
  return { ...acts, isUnsent, asked: isUnsent ? asked : null }
}
