import type { ReactNode } from 'react'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import styles from './legend.module.css'
import { metricsText } from './metrics.text.ts'

/** What is remembered of a fold or unfold: nothing where it is what the room gives anyway. Pure. */
export const chooseFold = (isFolded: boolean, isNarrow: boolean): boolean | null =>
  isFolded === isNarrow ? null : isFolded

export type LegendRoom = { canFold?: boolean; isNarrow?: boolean }

type LegendBoxProps = LegendRoom & {
  title: string
  unit: string
  /** Null while the figures are on their way or did not arrive. */
  rows: readonly { key: string; label: string; color: string; count: number }[] | null
  noDataCount: number
  notes: readonly ReactNode[]
  isFailed: boolean
  onRetry: () => void
}

/** Classes with their colours and how many grids each holds; they add up to all grids. Where the map is narrow it is folded
 *  until somebody opens it. */
export function LegendBox(props: LegendBoxProps) {
  const { title, unit, rows, noDataCount, notes, isFailed, onRetry, canFold = true, isNarrow = false } = props
  const text = useText(metricsText)
  const choice = useView((view) => view.isLegendFolded)
  const isFolded = canFold && (choice ?? isNarrow)
  return (
    <section className={styles.legend} aria-label={text.legend}>
      <header>
        <h2>{title}</h2>
        <span className={styles.unit}>{unit}</span>
        {canFold && (
          <span className={isFolded ? styles.folded : undefined}>
            <IconButton
              icon="chevronDown"
              size={14}
              label={isFolded ? text.unfold : text.fold}
              aria-expanded={!isFolded}
              onClick={() => changeView({ isLegendFolded: chooseFold(!isFolded, isNarrow) })}
            />
          </span>
        )}
      </header>
      {!isFolded && !rows && (
        <p className={styles.note}>
          {isFailed ? (
            <>
              {text.failed}
              <button type="button" onClick={onRetry}>
                {text.retry}
              </button>
            </>
          ) : (
            text.loading
          )}
        </p>
      )}
      {!isFolded && rows && (
        <>
          <table>
            <tbody>
              {rows.map(({ key, label, color, count }) => (
                <tr key={key}>
                  <td>
                    <span className={styles.swatch} style={{ background: color }} />
                  </td>
                  <th scope="row">{label}</th>
                  <td>{text.gridCount(formatNumber(count))}</td>
                </tr>
              ))}
              <tr>
                <td>
                  <span className={styles.swatch} data-no-data="true" />
                </td>
                <th scope="row">{text.noData}</th>
                <td>{text.gridCount(formatNumber(noDataCount))}</td>
              </tr>
            </tbody>
          </table>
          {notes.map((note, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity and keep their order
            <p key={at} className={styles.note}>
              {note}
            </p>
          ))}
        </>
      )}
    </section>
  )
}
