import type { DrawnMap } from './drawn-map.ts'
import type { MapEvents } from './map-events.ts'
import type { PointerHandlers } from './map-pointers.ts'
import type { LngLat, MapTool, PickTarget } from './map-types.ts'
import { type Picked, pickTarget } from './pick-targets.ts'
import { findGridAt } from './read-map.ts'

type MapPointing = Pick<PointerHandlers, 'press' | 'move'>

type PointingOptions = {
  getDrawn(): DrawnMap
  getTool(): MapTool | null
  listTargets(): PickTarget[]
  project(lngLat: LngLat): [number, number]
  setHover(code: string | null): void
  events: MapEvents
}

/** What lies under the pointer: a marker before the grid beneath it. */
export function createMapPointing({ getDrawn, getTool, setHover, events, ...options }: PointingOptions): MapPointing {
  let lastHover = 'none'

  const pickAt = (point: readonly [number, number], by: 'mouse' | 'touch'): Picked | null =>
    pickTarget(point, options.listTargets(), options.project, by)

  function gridAt(point: [number, number]): string | null {
    const drawn = getDrawn()
    return drawn.isAble() ? findGridAt(drawn.map, point) : null
  }

  const stackOf = (picked: Picked | null): string[] | undefined =>
    picked !== null && picked.ids.length > 1 ? picked.ids : undefined

  return {
    press(place, by) {
      const picked = pickAt(place.point, by)
      if (picked !== null) {
        events.emit('select', { kind: picked.kind, code: picked.id, ...place, stack: stackOf(picked) })
        return
      }
      const code = gridAt(place.point)
      events.emit('select', { kind: code === null ? 'none' : 'grid', code, ...place })
    },
    move(place) {
      const { map } = getDrawn()
      events.emit('pointer', place)
      const isBusy = getTool() !== null || map.isMoving()
      if (isBusy && place !== null) return
      const picked = place === null ? null : pickAt(place.point, 'mouse')
      const code = place === null || picked !== null ? null : gridAt(place.point)
      const kind = picked?.kind ?? (code === null ? 'none' : 'grid')
      const key = picked === null ? (code ?? 'none') : `${picked.kind} ${picked.ids.join()}`
      if (key === lastHover) return
      lastHover = key
      if (getTool() === null) map.getCanvas().style.cursor = kind === 'none' ? '' : 'pointer'
      setHover(code)
      const at = place ?? { lngLat: [0, 0] as LngLat, point: [0, 0] as [number, number] }
      events.emit('hover', { kind, code: picked?.id ?? code, stack: stackOf(picked), ...at })
    },
  }
}
