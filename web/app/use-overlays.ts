import { useEffect, useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import type { IncidentOverlay } from '#web/features/incidents/map/incident-overlay.ts'
import type { PatrolOverlay } from '#web/features/patrols/patrol-overlay.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useHover } from '#web/shared/hover-store.ts'
import { useView } from '#web/shared/view-store.ts'

/** Draws the lists' incidents and patrols. Their code brings deck.gl, so it loads only after the county is drawn. */
export function useOverlays(
  engine: MapEngine | null,
  /** Drawn, and for somebody who may see something of it. */
  isEnabled: boolean,
  incidents: readonly Incident[],
  patrols: readonly Patrol[],
): void {
  const [overlays, setOverlays] = useState<{ incidents: IncidentOverlay; patrols: PatrolOverlay } | null>(null)
  const theme = useView((view) => view.theme)
  const language = useView((view) => view.language)
  const selected = useView((view) => view.selected)
  const hovered = useHover((state) => state.hovered)

  useEffect(() => {
    if (!engine || !isEnabled) return
    let made: { incidents: IncidentOverlay; patrols: PatrolOverlay } | null = null
    let isCurrent = true
    void Promise.all([
      import('#web/features/incidents/map/incident-overlay.ts'),
      import('#web/features/patrols/patrol-overlay.ts'),
    ]).then(([{ createIncidentOverlay }, { createPatrolOverlay }]) => {
      if (!isCurrent) return
      const view = useView.getState()
      made = {
        patrols: createPatrolOverlay(engine, view.theme),
        incidents: createIncidentOverlay(engine, { theme: view.theme, language: view.language }),
      }
      setOverlays(made)
    })
    return () => {
      isCurrent = false
      made?.incidents.dispose()
      made?.patrols.dispose()
      setOverlays(null)
    }
  }, [engine, isEnabled])

  useEffect(() => overlays?.incidents.setIncidents(incidents), [overlays, incidents])
  useEffect(() => overlays?.patrols.setPatrols(patrols), [overlays, patrols])
  useEffect(() => {
    overlays?.incidents.setLook({ theme, language })
    overlays?.patrols.setTheme(theme)
  }, [overlays, theme, language])
  useEffect(() => {
    const incidentIds = [selected, hovered].flatMap((thing) => (thing?.kind === 'incident' ? [thing.id] : []))
    overlays?.incidents.setActive(incidentIds)
    const patrol = hovered?.kind === 'patrol' ? hovered : selected?.kind === 'patrol' ? selected : null
    overlays?.patrols.setActive(patrol?.id ?? null)
  }, [overlays, selected, hovered])
}
