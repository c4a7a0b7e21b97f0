import type { Map as MaplibreMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl'
import { metersPerPixelAt } from './map-geometry.ts'
import type { LngLat, MapPointer, MapTool } from './map-types.ts'

export type PointerHandlers = {
  getTool(): MapTool | null
  /** A click or tap that no tool took. */
  press(place: { lngLat: LngLat; point: [number, number] }, by: 'mouse' | 'touch'): void
  /** At most once a frame; null when the pointer leaves the map. */
  move(place: { lngLat: LngLat; point: [number, number] } | null): void
}

/** After a touch browsers send mouse events as well, for pages that know no touch. */
const emulatedMouseMs = 800
/** Two presses this close in time and place are a double press. */
const doublePressMs = 350
const doublePressPixels = 24

/** Turns MapLibre's pointer events into ours. Returns the function that takes the listeners off again. */
export function bindPointers(map: MaplibreMap, handlers: PointerHandlers): () => void {
  let lastTouchAt = Number.NEGATIVE_INFINITY
  let lastPress = { at: Number.NEGATIVE_INFINITY, point: [0, 0] as [number, number], count: 0 }
  let pendingMove: { lngLat: LngLat; point: [number, number] } | null | undefined
  let frame = 0
  /** The press under way, or the last one, was a tool's. A drawing may end with it: its click comes after that. */
  let isPressOfTool = false

  const placeOf = (event: MapMouseEvent | MapTouchEvent): { lngLat: LngLat; point: [number, number] } => ({
    lngLat: [event.lngLat.lng, event.lngLat.lat],
    point: [event.point.x, event.point.y],
  })
  const pointerOf = (event: MapMouseEvent | MapTouchEvent): MapPointer => ({
    ...placeOf(event),
    shiftKey: event.originalEvent.shiftKey,
    metersPerPixel: metersPerPixelAt(map.getCenter().lat, map.getZoom()),
    clickCount: lastPress.count,
    preventDefault: () => event.preventDefault(),
  })
  const isEmulated = (event: MapMouseEvent | MapTouchEvent): boolean => {
    if ('points' in event) {
      lastTouchAt = event.originalEvent.timeStamp
      return false
    }
    return event.originalEvent.timeStamp - lastTouchAt < emulatedMouseMs
  }
  const isMainButton = (event: MapMouseEvent | MapTouchEvent): boolean =>
    'points' in event ? event.points.length === 1 : event.originalEvent.button === 0

  function down(event: MapMouseEvent | MapTouchEvent): void {
    if (isEmulated(event) || !isMainButton(event)) return
    const point: [number, number] = [event.point.x, event.point.y]
    // when the finger came down, not when a busy page got round to it
    const at = event.originalEvent.timeStamp
    const isAgain =
      at - lastPress.at < doublePressMs &&
      Math.hypot(point[0] - lastPress.point[0], point[1] - lastPress.point[1]) < doublePressPixels
    lastPress = { at, point, count: isAgain ? lastPress.count + 1 : 1 }
    const tool = handlers.getTool()
    isPressOfTool = tool !== null
    if (tool === null) return
    // who begins to draw wants the ground to stand still
    if (map.isEasing()) map.stop()
    tool.pointerDown?.(pointerOf(event))
  }
  function up(event: MapMouseEvent | MapTouchEvent): void {
    if (!isEmulated(event)) handlers.getTool()?.pointerUp?.(pointerOf(event))
  }
  function move(event: MapMouseEvent | MapTouchEvent): void {
    if (isEmulated(event)) return
    handlers.getTool()?.pointerMove?.(pointerOf(event))
    if ('points' in event) return
    pendingMove = placeOf(event)
    frame ||= requestAnimationFrame(sendMove)
  }
  function leave(): void {
    pendingMove = null
    frame ||= requestAnimationFrame(sendMove)
  }
  function sendMove(): void {
    frame = 0
    if (pendingMove !== undefined) handlers.move(pendingMove)
    pendingMove = undefined
  }
  function click(event: MapMouseEvent): void {
    if (handlers.getTool() !== null || isPressOfTool) return
    handlers.press(placeOf(event), event.originalEvent.timeStamp - lastTouchAt < emulatedMouseMs ? 'touch' : 'mouse')
  }
  function doubleClick(event: MapMouseEvent): void {
    // else the double click that ended a drawing would zoom
    if (isPressOfTool) event.preventDefault()
  }
  function cancelTouch(): void {
    handlers.getTool()?.cancel?.()
  }

  map.on('mousedown', down)
  map.on('touchstart', down)
  map.on('mouseup', up)
  map.on('touchend', up)
  map.on('mousemove', move)
  map.on('touchmove', move)
  map.on('mouseout', leave)
  map.on('click', click)
  map.on('dblclick', doubleClick)
  map.on('touchcancel', cancelTouch)
  return () => {
    cancelAnimationFrame(frame)
    map.off('mousedown', down)
    map.off('touchstart', down)
    map.off('mouseup', up)
    map.off('touchend', up)
    map.off('mousemove', move)
    map.off('touchmove', move)
    map.off('mouseout', leave)
    map.off('click', click)
    map.off('dblclick', doubleClick)
    map.off('touchcancel', cancelTouch)
  }
}
