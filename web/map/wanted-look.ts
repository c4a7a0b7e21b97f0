import type { MapLook } from './style/map-style.ts'

/** How the map should look, whichever map draws it. */
export type WantedLook = {
  read(): MapLook
  change(change: Partial<MapLook>): void
  dispose(): void
}

/** Several changes of one moment are one pass over the style. */
export function createWantedLook(first: MapLook, draw: (look: MapLook) => void): WantedLook {
  let look = first
  let frame = 0
  return {
    read: () => look,
    change(change) {
      look = { ...look, ...change }
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        frame = 0
        draw(look)
      })
    },
    dispose: () => cancelAnimationFrame(frame),
  }
}
