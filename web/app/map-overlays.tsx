import type { Incident } from '#api/incidents/incidents.contract.ts'
import type { Patrol } from '#api/patrols/patrols.contract.ts'
import { usePast } from '#web/features/incidents/past-store.ts'
import { useReplayPlayer } from '#web/features/incidents/use-replay.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useView } from '#web/shared/view-store.ts'
import { IncidentPulses } from './incident-pulses.tsx'
import { useOverlays } from './use-overlays.ts'

const none: readonly never[] = []

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
  const isPast = useView((view) => view.replay !== null) && mayLookBack
  const standing = usePast((state) => state.standing)
  const shown = isPast ? (standing ?? none) : incidents
  useOverlays(engine, isEnabled, shown, isPast ? none : patrols)
  return <IncidentPulses engine={engine} incidents={isPast ? none : incidents} />
}
