import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { incidentColoringText } from './incident-coloring.text.ts'
import { LegendBox, type LegendRoom } from './legend-box.tsx'
import type { IncidentColors } from './use-incident-coloring.ts'

/** What the colours of incidents mean; how many they are opens the list. */
export function IncidentLegend({ colors, ...room }: LegendRoom & { colors: IncidentColors }) {
  const text = useText(incidentColoringText)
  const { title, unit, painted, notes, total, openList, isFailed, retry } = colors
  return (
    <LegendBox
      {...room}
      title={title}
      unit={unit}
      rows={painted?.classes ?? null}
      noDataCount={painted?.noDataCount ?? 0}
      notes={[
        ...(total !== undefined
          ? [
              <>
                {text.total(formatNumber(total))}{' '}
                <button key="list" type="button" onClick={() => openList()}>
                  {text.openList}
                </button>
              </>,
            ]
          : []),
        ...notes,
      ]}
      isFailed={isFailed}
      onRetry={retry}
    />
  )
}
