import type { ReactNode } from 'react'
import styles from './button-rows.module.css'

type ButtonRowsProps = { label?: string; className?: string; children: ReactNode }

/** A short list whose rows are buttons from edge to edge; its children are `li` with one `button` each, and what belongs to it below.
 *  Long lists are `RecordList`. */
export const ButtonRows = ({ label, className = '', children }: ButtonRowsProps) => (
  <ul aria-label={label} className={`${styles.rows} ${className}`}>
    {children}
  </ul>
)
