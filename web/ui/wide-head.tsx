import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import styles from './wide-head.module.css'

type WideHeadProps = { title: string; children?: ReactNode; closeLabel: string; onClose: () => void }

/** The head of what takes the whole desk: its title, what it is narrowed by, and the way out. */
export const WideHead = ({ title, children, closeLabel, onClose }: WideHeadProps) => (
  <header className={styles.header}>
    <h2>{title}</h2>
    {children}
    <span className={styles.close}>
      <IconButton icon="close" label={closeLabel} onClick={onClose} />
    </span>
  </header>
)
