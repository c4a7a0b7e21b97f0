import { createIconAtlas, type IconAtlas } from '#web/map/icon-atlas.ts'
import type { MapEngine, MapLanguage, MapTheme } from '#web/map/map-types.ts'
import { drawIncidentIcon } from './incident-icons.ts'
import {
  createIncidentIndex,
  createIncidentLayers,
  type IncidentIndex,
  type IncidentMark,
  listIconIds,
  listIncidentMarks,
  listIncidentTargets,
  type MapIncident,
  ownerOfIncidents,
} from './incidents.layers.ts'

/** The incidents of the map. Load this file only after the county is drawn: it brings deck.gl. */
export type IncidentOverlay = {
  /** The same list that the panel shows; the same reference again costs nothing. */
  setIncidents(incidents: readonly MapIncident[]): void
  /** Incidents with a ring: the selected one, the one hovered in the list. */
  setActive(ids: readonly string[]): void
  setLook(look: { theme: MapTheme; language: MapLanguage }): void
  dispose(): void
}

export function createIncidentOverlay(
  engine: MapEngine,
  firstLook: { theme: MapTheme; language: MapLanguage },
): IncidentOverlay {
  let look = firstLook
  let incidents: readonly MapIncident[] = []
  let index: IncidentIndex = createIncidentIndex([])
  let marks: IncidentMark[] = []
  let activeIds: ReadonlySet<string> = new Set()
  let level = Math.floor(engine.getCamera().zoom)
  let atlas: IconAtlas | null = null

  /** A new picture only when an icon is missing: the numbers of clusters come and go with the zoom. */
  function updateAtlas(): IconAtlas {
    const needed = listIconIds(marks)
    if (atlas === null || needed.some((id) => atlas?.mapping[id] === undefined)) {
      atlas = createIconAtlas(needed.map((id) => drawIncidentIcon(id, look.theme, look.language)))
    }
    return atlas
  }

  const show = (): void => engine.setDeckLayers(ownerOfIncidents, createIncidentLayers(marks, updateAtlas(), activeIds))

  function rebuild(): void {
    marks = listIncidentMarks(index, level)
    engine.setPickTargets(ownerOfIncidents, listIncidentTargets(marks))
    engine.setPlaceClaims(
      ownerOfIncidents,
      marks.map(({ lngLat }) => lngLat),
    )
    show()
  }

  const stopListening = engine.on('zoomStep', ({ zoom }) => {
    if (Math.floor(zoom) === level) return
    level = Math.floor(zoom)
    rebuild()
  })

  return {
    setIncidents(next) {
      if (next === incidents) return
      incidents = next
      index = createIncidentIndex(next)
      rebuild()
    },
    setActive(ids) {
      activeIds = new Set(ids)
      show()
    },
    setLook(next) {
      if (next.theme === look.theme && next.language === look.language) return
      look = next
      atlas = null
      show()
    },
    dispose() {
      stopListening()
      engine.setDeckLayers(ownerOfIncidents, [])
      engine.setPickTargets(ownerOfIncidents, [])
      engine.setPlaceClaims(ownerOfIncidents, [])
    },
  }
}
