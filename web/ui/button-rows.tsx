import type { ReactNode } from 'react'
import styles from './button-rows.module.css'

/** A short list whose rows are buttons from edge to edge; its children are `li` with one `button` each. Long lists are
 *  `RecordList`. */
export const ButtonRows = ({ className = '', children }: { className?: string; children: ReactNode }) => (
  <ul className={`${styles.rows} ${className}`}>{children}</ul>
)
