import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { formatNumber } from '#web/lib/format-number.ts'
import type { Choropleth } from '#web/map/map-types.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { metricQuery } from './grids.queries.ts'
import { incidentColoringText } from './incident-coloring.text.ts'
import { findIncidentColoring, type PaintedClass, paintHotSpots, paintRates, readRate } from './incident-coloring.ts'
import { hotSpotsQuery, ratesQuery } from './incident-rates.queries.ts'

/** Incidents as colours of the grids: what the map, the legend and the label of a grid show of them. */
export type IncidentColors = {
  title: string
  unit: string
  /** Null until they are there. */
  painted: { classes: readonly PaintedClass[]; noDataCount: number; paint: Choropleth } | null
  notes: string[]
  /** Opens the list that is counted; with a code, of this area. */
  openList: (area?: string) => void
  total: number | undefined
  describe: (code: string) => string | null
  /** All that is known of a grid, with its units; empty where nothing is, null until it is there. */
  figuresOf: (code: string) => { label: string; value: string }[] | null
  /** What is counted of a grid. */
  counted: string[]
  readAt: number
  isFailed: boolean
  retry: () => void
}

/** Null where the view colours the grids by something else, and for who may see no incidents. `onOpenList` gets the query of the
 *  list that is counted, the days and the area (null: the whole county), and is the same at each call. */
export function useIncidentColoring(
  edition: number,
  isAllowed: boolean,
  onOpenList: (list: string, days: number, area: string | null) => void,
): IncidentColors | null {
  const text = useText(incidentColoringText)
  const chosen = findIncidentColoring(useView((view) => view.metric))
  const isHidden = useView((view) => view.hiddenOverlays.includes('choropleth'))
  const theme = useView((view) => view.theme)
  const method = useView((view) => view.classing) === 'equal' ? 'equal' : 'quantile'
  const kinds = useView((view) => view.incidentKinds)
  const severities = useView((view) => view.severities)
  const days = useView((view) => view.rateDays)
  const per = useView((view) => view.ratePer)
  const isCorrected = useView((view) => view.isHotSpotCorrected)
  const coloring = isAllowed && !isHidden ? chosen : null

  const filter = new URLSearchParams({
    measure: coloring === 'hot_spots' || coloring === null ? 'reported' : coloring.replace('incidents_', ''),
    days,
    ...(kinds.length > 0 && { kind: kinds.join(',') }),
    ...(severities.length > 0 && { severity: severities.join(',') }),
  }).toString()
  // its ids are all grids of the edition; who comes from there has it already
  const grids = useQuery({ ...metricQuery('density', edition), enabled: coloring !== null })
  const rates = useQuery({ ...ratesQuery(filter), enabled: coloring !== null && coloring !== 'hot_spots' })
  const spots = useQuery({
    ...hotSpotsQuery(`${filter}&correction=${isCorrected ? 'bh' : 'none'}`),
    enabled: coloring === 'hot_spots',
  })
  const gridIds = grids.data?.gridIds
  const ratePaint = useMemo(
    () => (gridIds && rates.data ? paintRates(rates.data, gridIds, { theme, method, per }) : null),
    [gridIds, rates.data, theme, method, per],
  )
  const spotPaint = useMemo(() => {
    if (!gridIds || !spots.data) return null
    const limits = ['0.1', '0.05', '0.01']
    const label = (step: number) =>
      step === 0
        ? text.chance
        : step > 0
          ? text.hot(limits[step - 1] as string)
          : text.cold(limits[-step - 1] as string)
    return paintHotSpots(spots.data, gridIds, { theme, label })
  }, [gridIds, spots.data, theme, text])

  return useMemo(() => {
    if (coloring === null) return null
    const isHot = coloring === 'hot_spots'
    const query = isHot ? spots : rates
    const unit = isHot ? text.unit.hotSpots : text.unit[per]
    const { data } = query
    const counted = data
      ? [
          ...(coloring === 'incidents_reported' || isHot ? [text.ofDays(days)] : []),
          ...(kinds.length + severities.length > 0 ? [text.filtered] : []),
          ...(data.partial ? [text.partial] : []),
        ]
      : []
    const notes = data
      ? [
          ...(isHot && spots.data
            ? [
                text.test(formatNumber(spots.data.grids), days, formatNumber(spots.data.total)),
                isCorrected ? text.corrected : text.uncorrected,
              ]
            : []),
          ...(coloring === 'incidents_reported' ? [text.ofDays(days)] : []),
          ...(kinds.length + severities.length > 0 ? [text.filtered] : []),
          ...(data.elsewhere ? [text.elsewhere(formatNumber(data.elsewhere))] : []),
          ...(data.partial ? [text.partial] : []),
        ]
      : []
    return {
      title: text.name[coloring],
      unit,
      painted: isHot ? spotPaint : ratePaint,
      notes,
      total: data?.total ?? undefined,
      openList: (area) => data && onOpenList(data.list, Number(days), area ?? null),
      counted,
      readAt: query.dataUpdatedAt,
      figuresOf(code) {
        if (isHot) {
          if (!spotPaint) return null
          const spot = spotPaint.spotOf(code)
          return [{ label: unit, value: spot ? text.spot(formatNumber(spot.z, 2), String(spot.p)) : text.chance }]
        }
        if (!rates.data) return null
        const rate = readRate(rates.data, code)
        if (rate === null) return []
        const { count, perThousand } = rate
        return [
          { label: text.perCount, value: count === null ? text.tooFew : `${formatNumber(count)} ${text.unit.count}` },
          ...(perThousand === null
            ? []
            : [{ label: text.perThousand, value: `${formatNumber(perThousand, 2)} ${text.unit.thousand}` }]),
        ]
      },
      describe(code) {
        if (isHot) {
          const spot = spotPaint?.spotOf(code)
          return spot ? text.spot(formatNumber(spot.z, 2), String(spot.p)) : spotPaint ? text.chance : null
        }
        const value = ratePaint?.readValue(Number(code)) ?? null
        return value === null ? null : `${formatNumber(value, per === 'count' ? 0 : 2)} ${unit}`
      },
      isFailed: query.isError || grids.isError,
      retry() {
        void query.refetch()
        if (grids.isError) void grids.refetch()
      },
    }
  }, [coloring, text, per, days, isCorrected, kinds, severities, spots, rates, grids, spotPaint, ratePaint, onOpenList])
}
