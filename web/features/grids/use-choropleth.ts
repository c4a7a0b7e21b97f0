import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo } from 'react'
import type { Choropleth, MapEngine } from '#web/map/map-types.ts'
import { useView } from '#web/shared/view-store.ts'
import { buildChoropleth } from './choropleth.ts'
import { findMetric, metricQuery } from './grids.queries.ts'

/** Colours the grids by the metric of the view, or by what is painted `instead` where that is no metric of grids, and gives what
 *  the legend needs. */
export function useChoropleth(engine: MapEngine | null, edition: number, instead: Choropleth | null = null) {
  const metric = findMetric(useView((view) => view.metric))
  const theme = useView((view) => view.theme)
  const method = useView((view) => view.classing) === 'equal' ? 'equal' : 'quantile'
  const isHidden = useView((view) => view.hiddenOverlays.includes('choropleth'))
  const query = useQuery({ ...metricQuery(metric ?? 'density', edition), enabled: metric !== null })
  const values = metric === null ? undefined : query.data
  const choropleth = useMemo(
    () => (values ? buildChoropleth(values, { theme, method }) : null),
    [values, theme, method],
  )
  const paint = metric === null ? instead : (choropleth?.paint ?? null)
  // before a print, which is an effect too, takes its picture
  useLayoutEffect(() => engine?.setChoropleth(paint), [engine, paint])
  return { metric: isHidden ? null : metric, values, choropleth, method, query }
}
