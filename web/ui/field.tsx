import type { ReactNode } from 'react'
import styles from './field.module.css'

/** What a field is called, above it. The field itself is the child: an input, a select or a text area. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
  <label className={styles.field}>
    <span>{label}</span>
    {children}
  </label>
)
