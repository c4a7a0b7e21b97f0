import { countMetrics, groundMetrics } from '#api/grids/grids.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import styles from './legend.module.css'
import { formatClassRange } from './metric-format.ts'
import { metricsText } from './metrics.text.ts'
import type { useChoropleth } from './use-choropleth.ts'

/** What is remembered of a fold or unfold: nothing where it is what the room gives anyway. Pure. */
export const chooseFold = (isFolded: boolean, isNarrow: boolean): boolean | null =>
  isFolded === isNarrow ? null : isFolded

type LegendProps = { coloring: ReturnType<typeof useChoropleth>; canFold?: boolean; isNarrow?: boolean }

/** The classes of the choropleth, their limits and how many grids each holds; the classes add up to all grids. Where the
 *  map is narrow it is folded until somebody opens it. */
export function Legend({ coloring, canFold = true, isNarrow = false }: LegendProps) {
  const { metric, values, choropleth, method, query } = coloring
  const text = useText(metricsText)
  const choice = useView((view) => view.isLegendFolded)
  const isFolded = canFold && (choice ?? isNarrow)
  if (metric === null) return null
  return (
    <section className={styles.legend} aria-label={text.legend}>
      <header>
        <h2>{text.metric[metric]}</h2>
        <span className={styles.unit}>{text.unit[metric]}</span>
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
      {!isFolded && !choropleth && (
        <p className={styles.note}>
          {query.error ? (
            <>
              {text.failed}
              <button type="button" onClick={() => void query.refetch()}>
                {text.retry}
              </button>
            </>
          ) : (
            text.loading
          )}
        </p>
      )}
      {!isFolded && choropleth && (
        <>
          <table>
            <tbody>
              {choropleth.classes.map((each) => (
                <tr key={`${each.from}`}>
                  <td>
                    <span className={styles.swatch} style={{ background: each.color }} />
                  </td>
                  <th scope="row">{formatClassRange(metric, each)}</th>
                  <td>{text.gridCount(formatNumber(each.count))}</td>
                </tr>
              ))}
              <tr>
                <td>
                  <span className={styles.swatch} data-no-data="true" />
                </td>
                <th scope="row">{text.noData}</th>
                <td>{text.gridCount(formatNumber(choropleth.noDataCount))}</td>
              </tr>
            </tbody>
          </table>
          <p className={styles.note}>{method === 'equal' ? text.equal : text.quantile}</p>
          {values?.resolution === 'village' && !groundMetrics.includes(metric) && (
            <p className={styles.note}>{countMetrics.includes(metric) ? text.meansOfVillages : text.ofVillages}</p>
          )}
        </>
      )}
    </section>
  )
}
