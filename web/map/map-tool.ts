import type { MapEngine, MapPointer } from './map-types.ts'

export type { MapPointer } from './map-types.ts'

/** Exactly one tool is active. `exit` leaves the map as `enter` found it, however the gesture ended.
 *  While a tool is active clicks go to it and select nothing. */
export type MapTool = {
  id: string
  /** CSS cursor while the tool is active; default `crosshair`. */
  cursor?: string
  enter(engine: MapEngine): void
  exit(engine: MapEngine): void
  pointerDown?(pointer: MapPointer): void
  pointerMove?(pointer: MapPointer): void
  pointerUp?(pointer: MapPointer): void
  /** True when the tool took the key, so that nothing else acts on it. */
  keyDown?(key: string): boolean
  cancel?(): void
}
