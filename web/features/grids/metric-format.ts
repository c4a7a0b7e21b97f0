import type { Metric } from '#api/ground/grids/grids.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import type { ChoroplethClass } from './choropleth.ts'

/** A figure of a metric without its unit; a share is shown in percent. Pure. */
export function formatMetric(metric: Metric, value: number): string {
  switch (metric) {
    case 'needHelpShare':
      return formatNumber(value * 100, 1)
    case 'workersPerThousand':
      return formatNumber(value, 1)
    case 'density':
      return formatNumber(value, value < 10 ? 1 : 0)
    case 'area':
      return formatNumber(value, 2)
    default:
      return formatNumber(value)
  }
}

/** `< 60`, `60–120`, `≥ 480`. Pure. */
export function formatClassRange(metric: Metric, { from, to }: Pick<ChoroplethClass, 'from' | 'to'>): string {
  if (from === null && to === null) return '—'
  if (from === null) return `< ${formatMetric(metric, to as number)}`
  if (to === null) return `≥ ${formatMetric(metric, from)}`
  return `${formatMetric(metric, from)}–${formatMetric(metric, to)}`
}
