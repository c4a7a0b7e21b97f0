import type { Map as MaplibreMap } from 'maplibre-gl'
import type { MapEngine, MapTool } from './map-types.ts'

/** At most one tool has the pointer and the keys. */
export type ActiveTool = {
  get(): MapTool | null
  set(next: MapTool | null): void
  /** A new map, made while the tool was at work, behaves like the one before. */
  equip(map: MaplibreMap): void
}

/** `beforeEnter`: what must not be left over when a tool begins. */
export function createActiveTool(
  getMap: () => MaplibreMap,
  getEngine: () => MapEngine,
  beforeEnter: () => void,
): ActiveTool {
  let tool: MapTool | null = null

  /** While a tool is active a double click ends its drawing and does not zoom. */
  function holdGestures(map: MaplibreMap, isHeld: boolean): void {
    for (const gesture of [map.doubleClickZoom, map.boxZoom]) {
      if (isHeld) gesture.disable()
      else gesture.enable()
    }
    map.getCanvas().style.cursor = isHeld ? (tool?.cursor ?? 'crosshair') : ''
  }

  function handleKey(event: KeyboardEvent): void {
    const { target } = event
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]')) return
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (tool?.keyDown?.(event.key) !== true) return
    event.preventDefault()
    event.stopPropagation()
  }

  return {
    get: () => tool,
    set(next) {
      if (next === tool) return
      tool?.exit(getEngine())
      if (tool === null) window.addEventListener('keydown', handleKey, true)
      tool = next
      if (next === null) window.removeEventListener('keydown', handleKey, true)
      holdGestures(getMap(), next !== null)
      if (next === null) return
      beforeEnter()
      next.enter(getEngine())
    },
    equip(map) {
      if (tool !== null) holdGestures(map, true)
    },
  }
}
