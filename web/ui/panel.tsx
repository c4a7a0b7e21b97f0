import type { ReactNode } from 'react'
import styles from './panel.module.css'

type PanelProps = { title: string; aside?: ReactNode; children: ReactNode }

/** The frame of a left panel: its title stays, its content scrolls by itself. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <>
      <header className={styles.header}>
        <h2>{title}</h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </>
  )
}

/** Content of a panel that scrolls as a whole. */
export const PanelScroll = ({ children }: { children: ReactNode }) => <div className={styles.scroll}>{children}</div>

/** Content of a panel with the usual margins. */
export const PanelBlock = ({ children }: { children: ReactNode }) => <div className={styles.block}>{children}</div>
