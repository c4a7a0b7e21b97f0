import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Bbox, levelOfCode } from '#api/http/shared.contract.ts'
import type { SearchItem } from '#api/search/search.contract.ts'
import { areaQuery, gridQuery } from '#web/features/areas/areas.queries.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import type { SelectedThing } from '#web/shared/url-state.ts'
import { changeView, select } from '#web/shared/view-store.ts'
import { setConsole } from './console-store.ts'

type LngLat = [number, number]

/** A box around a point, for "bring this into view". */
const aroundPoint = ([lng, lat]: LngLat, degrees = 0.002): Bbox => [
  lng - degrees,
  lat - degrees,
  lng + degrees,
  lat + degrees,
]

/** A frame with some air around it. Pure. */
function padBounds([west, south, east, north]: Bbox, share = 0.04): Bbox {
  const x = (east - west) * share
  const y = (north - south) * share
  return [west - x, south - y, east + x, north + y]
}

/** Ways to get somewhere. Each selects, and moves the map as far as the way asks: a step in a list only brings the thing
 *  into view, a link or a search result fits it. */
export function useNavigation(engine: MapEngine | null) {
  const queryClient = useQueryClient()
  return useMemo(() => {
    const selectThing = (thing: SelectedThing | null, isStep = false) => {
      setConsole({ stack: null, isInspectorFolded: false })
      if (isStep) changeView({ selected: thing }, 'replace')
      else select(thing)
    }
    const fetchBounds = async (code: string): Promise<Bbox> => {
      const detail =
        levelOfCode(code) === 'grid'
          ? await queryClient.fetchQuery(gridQuery(code))
          : await queryClient.fetchQuery(areaQuery(code))
      return detail.bounds
    }
    /** Moves the map to an area once its extent is known; an answer that fails leaves the map where it is, and the
     *  inspector says why. */
    const moveToArea = (code: string, how: 'fit' | 'reveal') => {
      fetchBounds(code).then(
        (bounds) =>
          how === 'fit'
            ? engine?.fitBounds(padBounds(bounds, code.length === 15 ? 0.4 : 0.04))
            : engine?.revealBounds(bounds),
        () => {},
      )
    }
    const showPoint = (lngLat: LngLat) =>
      engine?.flyTo({ center: lngLat, zoom: Math.max(engine.getCamera().zoom, 13.5) })
    return {
      selectThing,
      showPoint,
      fit: (bounds: Bbox) => engine?.fitBounds(padBounds(bounds)),
      openArea(code: string) {
        setConsole({ clicked: null })
        selectThing({ kind: 'area', id: code })
        moveToArea(code, 'fit')
      },
      /** Selects without zooming: from a row of a table beside the map. */
      stepToArea(code: string, isStep: boolean) {
        setConsole({ clicked: null })
        selectThing({ kind: 'area', id: code }, isStep)
        moveToArea(code, 'reveal')
      },
      openIncident(id: string, lngLat: LngLat, isStep: boolean) {
        selectThing({ kind: 'incident', id }, isStep)
        engine?.revealBounds(aroundPoint(lngLat))
      },
      openPatrol(id: string, bounds: Bbox | null, isStep: boolean) {
        selectThing({ kind: 'patrol', id }, isStep)
        if (!engine || !bounds) return
        const [west, south, east, north] = bounds
        const [left, bottom] = engine.project([west, south])
        const [right, top] = engine.project([east, north])
        // a round smaller than this is a heap of numbers
        if (Math.max(right - left, bottom - top) < 120) engine.fitBounds(padBounds(bounds, 0.4))
        else engine.revealBounds(bounds)
      },
      openPoint(lngLat: LngLat) {
        selectThing({ kind: 'point', id: `${lngLat[0]},${lngLat[1]}` })
        showPoint(lngLat)
      },
      openSearchItem(item: SearchItem) {
        const code = item.code
        const level = code === null ? undefined : levelOfCode(code)
        // a hamlet carries its grid's code, but the searcher means the hamlet
        if (code !== null && level === item.kind) {
          setConsole({ clicked: null })
          selectThing({ kind: 'area', id: code })
          moveToArea(code, 'fit')
          return
        }
        selectThing({ kind: 'point', id: `${item.center[0]},${item.center[1]}` })
        showPoint(item.center)
      },
      moveToArea,
    }
  }, [engine, queryClient])
}
export type Navigation = ReturnType<typeof useNavigation>
