import type { Map as MaplibreMap } from 'maplibre-gl'
import type { Bbox, MapPadding } from './map-types.ts'
import { editionZooms } from './style/map-style.ts'

/** Farther out there is no tile: half a phone's map once showed the markers without their county. */
export const minZoom = editionZooms.minzoom
/** Pixels left free around what the map is fitted to. */
const fitMarginPixels = 16
const northUp = { bearing: 0, pitch: 0 }

/** Panels and a little air: what is fitted touches no edge. Pure. */
const withFitMargin = ({ top, right, bottom, left }: MapPadding): MapPadding => ({
  top: top + fitMarginPixels,
  right: right + fitMarginPixels,
  bottom: bottom + fitMarginPixels,
  left: left + fitMarginPixels,
})

/** Shows a box in what the padding leaves free, flat and with north up: the map cannot be turned by hand, so this is the
 *  way out of a link that turned it. A box too large for that even at the smallest zoom lies in its middle:
 *  MapLibre 5.24 reckons the place for the zoom it wanted, and half of it would be beneath a panel. */
export function fitMap(
  map: Pick<MaplibreMap, 'cameraForBounds' | 'easeTo' | 'fitBounds'>,
  bounds: Bbox,
  padding: MapPadding,
  { maxZoom, duration }: { maxZoom: number; duration: number },
): void {
  const { top, right, bottom, left } = withFitMargin(padding)
  const wanted = map.cameraForBounds(bounds, { padding: { top, right, bottom, left }, maxZoom, ...northUp })
  if (wanted?.zoom !== undefined && wanted.zoom < minZoom) {
    const center: [number, number] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
    map.easeTo({ center, zoom: minZoom, offset: [(left - right) / 2, (top - bottom) / 2], duration, ...northUp })
    return
  }
  map.fitBounds(bounds, { padding: { top, right, bottom, left }, maxZoom, duration, ...northUp })
}
