import { type ReactNode, useEffect, useRef } from 'react'
import { joinClasses } from '#web/lib/join-classes.ts'
import { Button } from './button.tsx'
import styles from './split-view.module.css'

/** A list and beside it what of it is open; where there is room for one of them alone, that one, with a way back. How wide
 *  they are, `className` says as `--split-columns`. */
export function SplitView(props: {
  className: string | undefined
  listLabel: string
  list: ReactNode
  isOpen: boolean
  detail: ReactNode
  backText: string
  onBack: () => void
}) {
  const { className, listLabel, list, isOpen, detail, backText, onBack } = props
  const listRef = useRef<HTMLElement>(null)
  const detailRef = useRef<HTMLElement>(null)
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    if (wasOpen.current === isOpen) return
    wasOpen.current = isOpen
    // where only one of them is in sight, what had the focus has just gone with the other
    const [gone, here] = isOpen ? [listRef, detailRef] : [detailRef, listRef]
    if (gone.current?.checkVisibility() === false)
      here.current?.querySelector<HTMLElement>(isOpen ? 'button' : '[role="listbox"]')?.focus()
  }, [isOpen])
  return (
    <div className={joinClasses(styles.split, className)} data-open={isOpen}>
      <section ref={listRef} className={styles.list} aria-label={listLabel}>
        {list}
      </section>
      <section ref={detailRef} className={styles.detail}>
        {isOpen && (
          <div className={styles.back}>
            <Button look="quiet" icon="chevronLeft" onClick={onBack}>
              {backText}
            </Button>
          </div>
        )}
        {detail}
      </section>
    </div>
  )
}
