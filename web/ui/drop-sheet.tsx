import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import styles from './drop-sheet.module.css'
import { Icon, type IconName } from './icon.tsx'

type DropSheetProps = {
  icon: IconName
  /** On the button. */
  text: string
  /** Of what is behind it, for screen readers. */
  label: string
  /** Something behind it is set. */
  isOn?: boolean
  children: (close: () => void) => ReactNode
}

/** A button whose sheet lies over what is below instead of pushing it down; Esc and a press beside it close it. The sheet is
 *  as wide as the nearest ancestor that is positioned. */
export function DropSheet({ icon, text, label, isOn, children }: DropSheetProps) {
  const [isOpen, setIsOpen] = useState(false)
  const holder = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = () => {
    setIsOpen(false)
    button.current?.focus()
  }
  useEffect(() => {
    if (!isOpen) return
    const handlePress = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) setIsOpen(false)
    }
    window.addEventListener('pointerdown', handlePress)
    return () => window.removeEventListener('pointerdown', handlePress)
  }, [isOpen])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Esc from what is inside
    <div
      ref={holder}
      className={styles.holder}
      onKeyDown={(event) => {
        // a question inside has taken it for its own
        if (event.key !== 'Escape' || !isOpen || event.defaultPrevented) return
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      <button
        ref={button}
        type="button"
        className={styles.button}
        data-on={isOn || undefined}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={label}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={icon} size={14} />
        {text}
      </button>
      {isOpen && (
        <section id={id} className={styles.sheet} aria-label={label}>
          {children(close)}
        </section>
      )}
    </div>
  )
}
