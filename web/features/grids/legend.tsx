import { countMetrics, groundMetrics } from '#api/ground/grids/grids.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { LegendBox, type LegendRoom } from './legend-box.tsx'
import { formatClassRange } from './metric-format.ts'
import { metricsText } from './metrics.text.ts'
import type { useChoropleth } from './use-choropleth.ts'

/** The classes of the choropleth and their limits. */
export function Legend({ coloring, ...room }: LegendRoom & { coloring: ReturnType<typeof useChoropleth> }) {
  const { metric, values, choropleth, method, query } = coloring
  const text = useText(metricsText)
  if (metric === null) return null
  return (
    <LegendBox
      {...room}
      title={text.metric[metric]}
      unit={text.unit[metric]}
      rows={
        choropleth?.classes.map((each) => ({
          ...each,
          key: `${each.from}`,
          label: formatClassRange(metric, each),
        })) ?? null
      }
      noDataCount={choropleth?.noDataCount ?? 0}
      notes={[
        method === 'equal' ? text.equal : text.quantile,
        ...(values?.resolution === 'village' && !groundMetrics.includes(metric)
          ? [countMetrics.includes(metric) ? text.meansOfVillages : text.ofVillages]
          : []),
      ]}
      isFailed={query.error !== null}
      onRetry={() => void query.refetch()}
    />
  )
}
