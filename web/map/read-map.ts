import type { Map as MaplibreMap } from 'maplibre-gl'
import type { LayerId } from './layer-order.ts'
import { cornersOf, metersPerPixelAt, revealOffset } from './map-geometry.ts'
import type { Bbox, CameraSettledEvent, MapPadding } from './map-types.ts'

const gridLayers = { layers: ['grid-fill' satisfies LayerId] }

export function readCamera(map: MaplibreMap): CameraSettledEvent {
  const { lng, lat } = map.getCenter()
  const bounds = map.getBounds()
  const zoom = map.getZoom()
  return {
    center: [lng, lat],
    zoom,
    bearing: map.getBearing(),
    pitch: map.getPitch(),
    bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
    metersPerPixel: metersPerPixelAt(lat, zoom),
  }
}

/** The code of the grid at a place on the screen, null beyond the county. The map must be able to draw. */
export function findGridAt(map: MaplibreMap, point: [x: number, y: number]): string | null {
  const [feature] = map.queryRenderedFeatures(point, gridLayers)
  return (feature?.properties.code as string | undefined) ?? null
}

/** Distinct codes of the grids drawn where no panel covers the map. The map must be able to draw. */
export function listGridsInView(map: MaplibreMap, padding: MapPadding): string[] {
  const { clientWidth, clientHeight } = map.getContainer()
  const features = map.queryRenderedFeatures(
    [
      [padding.left, padding.top],
      [clientWidth - padding.right, clientHeight - padding.bottom],
    ],
    gridLayers,
  )
  return [...new Set(features.map((feature) => feature.properties.code as string))]
}

/** Moves the map just enough that the box lies where no panel covers it. */
export function revealBounds(map: MaplibreMap, bounds: Bbox, padding: MapPadding): void {
  const corners = cornersOf(bounds).map((corner) => map.project(corner))
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const offset = revealOffset(box, { width, height }, padding)
  if (offset[0] !== 0 || offset[1] !== 0) map.panBy(offset, { duration: 350 })
}

/** A PNG of what is drawn. The drawing buffer is kept only until the frame is shown, so it is read inside the frame. */
export function takePicture(map: MaplibreMap): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('the graphics context was lost'))
    map.once('webglcontextlost', fail)
    map.once('render', () => {
      map.off('webglcontextlost', fail)
      map.getCanvas().toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png')
    })
    map.triggerRepaint()
  })
}
