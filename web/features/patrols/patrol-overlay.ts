import { createIconAtlas, type IconAtlas } from '#web/map/icon-atlas.ts'
import type { MapEngine, MapTheme } from '#web/map/map-types.ts'
import {
  createPatrolLayers,
  drawPatrolIcon,
  listPatrolIconIds,
  listPatrolMarks,
  listPatrolPaths,
  listPatrolTargets,
  type MapPatrol,
  ownerOfPatrols,
} from './patrols.layers.ts'

/** The patrols of the map. Load this file only after the county is drawn: it brings deck.gl. */
export type PatrolOverlay = {
  /** The same list that the panel shows; the same reference again costs nothing. */
  setPatrols(patrols: readonly MapPatrol[]): void
  /** The selected or hovered patrol: it comes to the front and the others step back. */
  setActive(patrolId: string | null): void
  setTheme(theme: MapTheme): void
  dispose(): void
}

export function createPatrolOverlay(engine: MapEngine, firstTheme: MapTheme): PatrolOverlay {
  let theme = firstTheme
  let patrols: readonly MapPatrol[] = []
  let activeId: string | null = null
  let zoom = engine.getCamera().zoom
  let atlas: IconAtlas | null = null

  function rebuild(): void {
    const paths = listPatrolPaths(patrols, activeId)
    const marks = listPatrolMarks(patrols, zoom, activeId)
    const needed = listPatrolIconIds(marks)
    if (atlas === null || needed.some((id) => atlas?.mapping[id] === undefined)) {
      atlas = createIconAtlas(needed.map((id) => drawPatrolIcon(id, theme)))
    }
    engine.setPickTargets(ownerOfPatrols, listPatrolTargets(marks, paths, zoom))
    engine.setPlaceClaims(
      ownerOfPatrols,
      marks.map(({ lngLat }) => lngLat),
    )
    engine.setDeckLayers(ownerOfPatrols, createPatrolLayers(paths, marks, atlas, theme))
  }

  const stopListening = engine.on('zoomStep', (step) => {
    zoom = step.zoom
    rebuild()
  })

  return {
    setPatrols(next) {
      if (next === patrols) return
      patrols = next
      rebuild()
    },
    setActive(patrolId) {
      if (patrolId === activeId) return
      activeId = patrolId
      rebuild()
    },
    setTheme(next) {
      if (next === theme) return
      theme = next
      atlas = null
      rebuild()
    },
    dispose() {
      stopListening()
      engine.setDeckLayers(ownerOfPatrols, [])
      engine.setPickTargets(ownerOfPatrols, [])
      engine.setPlaceClaims(ownerOfPatrols, [])
    },
  }
}
