import { useEffect } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { ClimbLegend } from '#web/features/incidents/climbs/climb-legend.tsx'
import { useClimbs } from '#web/features/incidents/climbs/use-climbs.ts'
import { usePast } from '#web/features/incidents/replay/past-store.ts'
import { useReplayPlayer } from '#web/features/incidents/replay/use-replay.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useView } from '#web/shared/view-store.ts'
import { setConsole } from './console-store.ts'
import { IncidentPulses } from './incident-pulses.tsx'
import { useOverlays } from './use-overlays.ts'

const none: readonly never[] = []

const useIsPast = (mayLookBack: boolean): boolean => useView((view) => view.replay !== null) && mayLookBack

/** The incidents of the map: those of the list, or those of the instant that is looked back at. */
function useShown(mayLookBack: boolean, incidents: readonly Incident[]): readonly Incident[] {
  const standing = usePast((state) => state.standing)
  return useIsPast(mayLookBack) ? (standing ?? none) : incidents
}

type MapOverlaysProps = {
  engine: MapEngine | null
  /** Drawn, and for somebody who may see something of it. */
  isEnabled: boolean
  mayLookBack: boolean
  incidents: readonly Incident[]
  patrols: readonly Patrol[]
}

/** What moves on the map: the lists' incidents and patrols, or the incidents of a past instant and nothing of now. A part of its
 *  own, so that a past that is played draws the map anew and not the desk around it. */
export function MapOverlays({ engine, isEnabled, mayLookBack, incidents, patrols }: MapOverlaysProps) {
  useReplayPlayer(isEnabled && mayLookBack)
  const isPast = useIsPast(mayLookBack)
  const shown = useShown(mayLookBack, incidents)
  // a list of what lies at one place is of one instant
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever else stands on the map closes it
  useEffect(() => setConsole({ stack: null }), [isPast, isPast && shown])
  useClimbs(engine, isEnabled, shown)
  useOverlays(engine, isEnabled, shown, isPast ? none : patrols)
  return <IncidentPulses engine={engine} incidents={isPast ? none : incidents} />
}

/** What the arcs mean, of the same incidents. */
export const ClimbsShown = ({ mayLookBack, incidents }: Pick<MapOverlaysProps, 'mayLookBack' | 'incidents'>) => (
  <ClimbLegend incidents={useShown(mayLookBack, incidents)} />
)
