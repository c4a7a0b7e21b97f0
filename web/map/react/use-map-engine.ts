import { useEffect, useRef } from 'react'
import type { MapEngine, MapEngineEvents } from '../map-types.ts'

/** Listens to the map while the component is there. The newest handler is called; it need not be stable. */
export function useMapEvent<Name extends keyof MapEngineEvents>(
  engine: MapEngine | null,
  name: Name,
  handler: (event: MapEngineEvents[Name]) => void,
): void {
  const newest = useRef(handler)
  useEffect(() => {
    newest.current = handler
  })
  useEffect(() => engine?.on(name, (event) => newest.current(event)), [engine, name])
}
