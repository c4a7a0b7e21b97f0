import { Map as MapLibreMap } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'

/** The least a page can do to show all grids: MapLibre, one source, a fill and a line. */
const map = new MapLibreMap({
  container: 'map',
  bounds: [102.98, 25.72, 103.98, 27.14],
  fitBoundsOptions: { padding: 40 },
  fadeDuration: 0,
  attributionControl: false,
  style: {
    version: 8,
    sources: { grids: { type: 'geojson', data: '/grids.geojson' } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#0A111D' } },
      {
        id: 'grid-fill',
        type: 'fill',
        source: 'grids',
        paint: { 'fill-color': '#2BB3A3', 'fill-opacity': 0.4 },
      },
      { id: 'grid-line', type: 'line', source: 'grids', paint: { 'line-color': '#5FA8A0', 'line-width': 0.6 } },
    ],
  },
})
// The console marks the same moment in the same way: the first frame with all tiles of its grids in it.
const lookForCounty = (): void => {
  if (!map.getSource('grids') || !map.isSourceLoaded('grids') || !map.areTilesLoaded()) return
  map.off('render', lookForCounty)
  performance.mark('onegrid:map-drawn')
  const codes = map.queryRenderedFeatures({ layers: ['grid-fill'] }).map((feature) => feature.properties.code)
  document.body.dataset.gridsDrawn = String(new Set(codes).size)
}
map.on('render', lookForCounty)
