import type { ReactNode } from 'react'
import styles from './section.module.css'

type SectionProps = { title: string; aside?: ReactNode; children: ReactNode }

/** A titled block of a panel, with a line above it. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <header>
        <h3>{title}</h3>
        {aside && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  )
}

export type Figure = { label: string; value: string; unit?: string; title?: string }

/** Figures in three columns: the number large, what it counts below. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div key={figure.label} title={figure.title}>
          <dt>{figure.label}</dt>
          <dd>
            {figure.value}
            {figure.unit && <small>{figure.unit}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export type Row = { label: ReactNode; value: ReactNode; key?: string }

/** Name and value on one line; long values wrap, nothing is cut. */
export function Rows({ rows }: { rows: Row[] }) {
  return (
    <dl className={styles.rows}>
      {rows.map((row) => (
        <div key={row.key ?? String(row.label)}>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  )
}
