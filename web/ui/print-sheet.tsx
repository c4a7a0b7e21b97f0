import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './print-sheet.module.css'

type PrintSheetProps = {
  title: string
  closeLabel: string
  printText: string
  language: 'zh' | 'en'
  /** Part of what stands on it is still to come. */
  isWaiting?: boolean
  onClose: () => void
  /** Its header, headings, lists and tables; `facts` of the style sheet for names and values. */
  children: ReactNode
}

/** A record on A4, upright: to look at, and as the printer gets it. */
export function PrintSheet({ title, closeLabel, printText, language, isWaiting, onClose, children }: PrintSheetProps) {
  const sheet = (
    <article className={styles.sheet} data-theme="day" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      {children}
    </article>
  )
  return (
    <Dialog title={title} closeLabel={closeLabel} onClose={onClose} isWide hasField>
      <div className={styles.bar}>
        <Button
          data-first-focus
          look="primary"
          icon="print"
          aria-busy={isWaiting}
          disabled={isWaiting}
          onClick={() => window.print()}
        >
          {printText}
        </Button>
      </div>
      <div className={styles.preview}>{sheet}</div>
      {/* what the printer gets: beside the page's root, which print styles hide */}
      {createPortal(<div className={styles.printed}>{sheet}</div>, document.body)}
    </Dialog>
  )
}

/** The first line of a sheet. `demo`: said where nothing of it is real. */
export const SheetHead = ({ children, demo }: { children: ReactNode; demo: string | null }) => (
  <header>
    <span>{children}</span>
    {demo !== null && <span className={styles.demo}>{demo}</span>}
  </header>
)

/** Names and values in two columns. */
export const SheetFacts = ({ rows }: { rows: readonly { label: ReactNode; value: ReactNode }[] }) => (
  <dl className={styles.facts}>
    {rows.map(({ label, value }) => (
      <div key={String(label)}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
