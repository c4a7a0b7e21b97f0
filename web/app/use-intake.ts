import { useEffect } from 'react'
import type { DraftPlace } from '#web/features/incidents/intake/incident-draft.ts'
import { useIntake } from '#web/features/incidents/intake/intake-store.ts'
import type { LngLat, MapEngine, MapPadding } from '#web/map/map-types.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { placeAtCenter, placeAtClick } from './center-place.ts'
import { consoleText } from './console.text.ts'
import { useConsole } from './console-store.ts'

/** Where the next incident is taken to be: where the map was clicked last, as long as that is what is selected, and the
 *  middle of its free part else. */
export function findCrosshair(engine: MapEngine, padding: MapPadding): DraftPlace {
  const { selected } = useView.getState()
  const { clicked } = useConsole.getState()
  if (selected?.kind === 'point') return placeAtClick(selected.id.split(',').map(Number) as LngLat)
  if (selected?.kind === 'area' && clicked?.code === selected.id) return placeAtClick(clicked.lngLat, clicked.zoom)
  return placeAtCenter(engine.getCamera(), padding)
}

/** The place of the incident that is being taken in, on the map. */
export function useIntakeMark(engine: MapEngine | null, isOpen: boolean): void {
  const place = useIntake((state) => state.draft.place)
  const words = useText(consoleText)
  const text = place?.rough ? words.intakePlaceRough : words.intakePlace
  useEffect(() => {
    if (!engine || !isOpen || place === null) return
    const feature = {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: place.lngLat },
      properties: { handle: true, text },
    }
    engine.setShapes('intake-place', { type: 'FeatureCollection', features: [feature] }, 'query')
    return () => engine.setShapes('intake-place', null, 'query')
  }, [engine, isOpen, place, text])
}
