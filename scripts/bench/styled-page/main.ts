import { Map as MapLibreMap } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { metrics } from '#api/ground/grids/grids.contract.ts'
import { fetchCurrentEdition } from '#web/api-client/client.ts'
import { buildChoropleth, choroplethRamps } from '#web/features/grids/choropleth.ts'
import { fetchMetric } from '#web/features/grids/metric-values.ts'
import { minZoom } from '#web/map/fit-map.ts'
import { defaultOverlays, sourceIds } from '#web/map/layer-order.ts'
import type { MapTheme } from '#web/map/map-types.ts'
import { noDataClass } from '#web/map/style/area-layers.ts'
import { createMapImages } from '#web/map/style/map-images.ts'
import { buildMapStyle } from '#web/map/style/map-style.ts'

declare global {
  interface Window {
    /** There once everything is in memory: `write` gives every grid its class by one of the two metrics. */
    styledPage?: { grids: number; write(metric: number): void }
  }
}

/** What the console draws, by MapLibre alone: the same style, sources, options and tiles, and nothing around it.
 *  `?theme=night#map=zoom/latitude/longitude`. */
const theme = (new URLSearchParams(location.search).get('theme') ?? 'night') as MapTheme
const [zoom = 0, lat = 0, lng = 0] = location.hash.replace('#map=', '').split('/').map(Number)
const edition = await fetchCurrentEdition()
const map = new MapLibreMap({
  container: 'map',
  center: [lng, lat],
  zoom,
  minZoom,
  renderWorldCopies: false,
  attributionControl: false,
  fadeDuration: 120,
  validateStyle: false,
  localIdeographFontFamily: 'sans-serif',
  style: buildMapStyle({
    theme,
    language: 'zh',
    edition,
    overlays: defaultOverlays,
    classColors: choroplethRamps[theme],
    hasNoData: false,
    hasTint: false,
    hasOutline: false,
    selectedAreaCode: null,
    isCountyDrawn: true,
    origin: location.origin,
  }),
})
map.once('style.load', () => {
  for (const { id, image, options } of createMapImages(theme)) map.addImage(id, image, options)
})

const columns = await Promise.all(
  metrics.slice(0, 2).map(async (metric) => {
    const { gridIds, classOf } = buildChoropleth(await fetchMetric(metric), { theme }).paint
    return [...gridIds].map((id) => ({ id, state: { class: classOf(id) ?? noDataClass } }))
  }),
)
const write = (metric: number): void => {
  for (const { id, state } of columns[metric] ?? [])
    map.setFeatureState({ source: sourceIds.edition, sourceLayer: 'grid', id }, state)
}
map.once('idle', () => {
  write(0)
  performance.mark('onegrid:map-drawn')
  window.styledPage = { grids: columns[0]?.length ?? 0, write }
})
