import type { MapEngine, MapEngineEvents } from './map-types.ts'

type Handlers = { [Name in keyof MapEngineEvents]: Set<(event: MapEngineEvents[Name]) => void> }

/** Who listens to the map. A handler may take itself away while it is called. */
export type MapEvents = Pick<MapEngine, 'on'> & {
  emit<Name extends keyof MapEngineEvents>(name: Name, event: MapEngineEvents[Name]): void
  clear(): void
}

export function createMapEvents(): MapEvents {
  const handlers: Handlers = {
    select: new Set(),
    hover: new Set(),
    cameraSettled: new Set(),
    pointer: new Set(),
    zoomStep: new Set(),
    viewDrawn: new Set(),
    ready: new Set(),
    lost: new Set(),
    recovered: new Set(),
    failed: new Set(),
  }
  return {
    emit(name, event) {
      for (const handler of [...handlers[name]]) handler(event)
    },
    on(name, handler) {
      handlers[name].add(handler)
      return () => handlers[name].delete(handler)
    },
    clear() {
      for (const set of Object.values(handlers)) set.clear()
    },
  }
}
