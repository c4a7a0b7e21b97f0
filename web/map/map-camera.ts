import type { DrawnMap } from './drawn-map.ts'
import { fitMap } from './fit-map.ts'
import { sourceIds } from './layer-order.ts'
import type { MapEvents } from './map-events.ts'
import type { CameraSettledEvent, MapEngine, MapPadding } from './map-types.ts'
import { readCamera, revealBounds } from './read-map.ts'

type CameraMoves = Pick<MapEngine, 'setPadding' | 'revealBounds' | 'fitBounds' | 'flyTo' | 'getCamera' | 'zoomBy'>

/** Where the map looks, how it gets elsewhere, and what it says on the way. */
export type MapCamera = {
  moves: CameraMoves
  /** What panels cover now. */
  readPadding(): MapPadding
  /** Listens to one map; the camera of a map that is gone is remembered. */
  watch(drawn: DrawnMap): void
}

const moveMs = 700

export function createMapCamera(getDrawn: () => DrawnMap, events: MapEvents, firstPadding: MapPadding): MapCamera {
  let padding = firstPadding
  let settled: CameraSettledEvent | null = null
  let zoomStep = Number.NaN

  return {
    watch(drawn) {
      const { map } = drawn
      map.on('move', () => {
        const step = Math.floor(map.getZoom() * 2) / 2
        if (step === zoomStep) return
        zoomStep = step
        events.emit('zoomStep', { zoom: map.getZoom() })
      })
      let isViewNew = true
      map.on('moveend', () => {
        isViewNew = true
        settled = readCamera(map)
        events.emit('cameraSettled', settled)
      })
      map.on('sourcedata', ({ tile, sourceId }) => {
        if (tile !== undefined && sourceId === sourceIds.edition) isViewNew = true
      })
      // as soon as the grids are there: labels fade and the ground may come later, and a slow machine is idle much later
      map.on('render', () => {
        if (!isViewNew || map.isMoving() || !drawn.isAble() || !map.isSourceLoaded(sourceIds.edition)) return
        isViewNew = false
        events.emit('viewDrawn', null)
      })
      settled = readCamera(map)
    },
    readPadding: () => padding,
    moves: {
      setPadding(next) {
        padding = next
      },
      revealBounds: (bounds) => revealBounds(getDrawn().map, bounds, padding),
      fitBounds(bounds, { maxZoom = 15.5, instant = false } = {}) {
        fitMap(getDrawn().map, bounds, padding, { maxZoom, duration: instant ? 0 : moveMs })
      },
      flyTo({ center, instant = false, ...turn }) {
        const { map } = getDrawn()
        const offset: [number, number] = [(padding.left - padding.right) / 2, (padding.top - padding.bottom) / 2]
        // what is not asked for stays as it is; MapLibre takes a given `undefined` for a number
        const { zoom = map.getZoom(), bearing = map.getBearing(), pitch = map.getPitch() } = turn
        map.easeTo({ center, zoom, bearing, pitch, offset, duration: instant ? 0 : moveMs })
      },
      getCamera() {
        const drawn = getDrawn()
        return drawn.isAble() || settled === null ? readCamera(drawn.map) : settled
      },
      zoomBy(steps) {
        const { map } = getDrawn()
        map.easeTo({ zoom: map.getZoom() + steps, duration: 250 })
      },
    },
  }
}
