import type { ReactNode } from 'react'
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
  return (
    <div className={joinClasses(styles.split, className)} data-open={isOpen}>
      <section className={styles.list} aria-label={listLabel}>
        {list}
      </section>
      <section className={styles.detail}>
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
