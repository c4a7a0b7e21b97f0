import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { SearchItem } from '#api/ground/search/search.contract.ts'
import { type Bbox, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { areaQuery, gridQuery } from '#web/api-client/area-queries.ts'
import { zoomOf } from '#web/lib/page-zoom.ts'
import type { MapEngine, MapPadding } from '#web/map/map-types.ts'
import type { SelectedThing } from '#web/shared/url-state.ts'
import { changeView, select } from '#web/shared/view-store.ts'
import { boundsOf, isFarAway, padBounds } from './bounds.ts'
import { setConsole } from './console-store.ts'
import { boxesOnMap, coveredBottom, framePadding } from './layout.ts'

type LngLat = [number, number]

/** Height of the status line with its margin. */
const statusPixels = 56

/** What is brought into view does not stick to a panel: its surroundings explain it. */
const revealAirPixels = 40

/** Of a grid's own size, on each side: one knows a grid by those around it. */
const gridAir = 0.4

/** A box around a point, for "bring this into view". */
const aroundPoint = ([lng, lat]: LngLat, degrees = 0.002): Bbox => [
  lng - degrees,
  lat - degrees,
  lng + degrees,
  lat + degrees,
]

/** Ways to get somewhere. Each selects, and moves the map as far as the way asks: a step in a list only brings the thing
 *  into view, a link or a search result fits it. */
export function useNavigation(engine: MapEngine | null, padding: MapPadding, countyBounds: Bbox) {
  const queryClient = useQueryClient()
  const paddingRef = useRef(padding)
  paddingRef.current = padding
  return useMemo(() => {
    const selectThing = (thing: SelectedThing | null, isStep = false) => {
      setConsole({ stack: null, isInspectorFolded: false })
      if (isStep) changeView({ selected: thing }, 'replace')
      else select(thing)
    }
    /** Moves with more of the map taken away than panels take. */
    const movePadded = (moved: MapPadding, move: () => void) => {
      engine?.setPadding(moved)
      move()
      engine?.setPadding(paddingRef.current)
    }
    /** A selection opens a panel, and what that covers is known a frame later. */
    const whenLaidOut = (move: () => void) => requestAnimationFrame(move)
    const fitBounds = (wanted: Bbox, air = 0.02) => {
      const bounds = isFarAway(wanted, countyBounds) ? countyBounds : wanted
      whenLaidOut(() => movePadded(framePadding(paddingRef.current), () => engine?.fitBounds(padBounds(bounds, air))))
    }
    /** Nothing that floats over the map may lie on what was selected. */
    const reveal = (bounds: Bbox) => {
      whenLaidOut(() => {
        const mapElement = document.querySelector<HTMLElement>('[data-map]')
        if (!engine || !mapElement) return
        const map = mapElement.getBoundingClientRect()
        const zoom = zoomOf(mapElement)
        const [left, bottom] = engine.project([bounds[0], bounds[1]])
        const [right, top] = engine.project([bounds[2], bounds[3]])
        const covers = [...document.querySelectorAll('[data-covers-map]')].map((cover) => cover.getBoundingClientRect())
        const covered = coveredBottom({ left, top, right, bottom }, boxesOnMap(covers, map, zoom), map.height / zoom)
        const current = paddingRef.current
        // the status line is along the whole way; the legend only counts for what lies under it
        const free = {
          top: current.top + revealAirPixels,
          right: current.right + revealAirPixels,
          bottom: Math.max(current.bottom + statusPixels, covered),
          left: current.left + revealAirPixels,
        }
        movePadded(free, () => engine.revealBounds(bounds))
      })
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
        (bounds) => (how === 'fit' ? fitBounds(bounds, code.length === 15 ? gridAir : undefined) : reveal(bounds)),
        () => {},
      )
    }
    /** Moves the map to all of these areas together. */
    const moveToAreas = (codes: readonly string[]) => {
      Promise.all(codes.map(fetchBounds)).then(
        (boxes) => {
          const bounds = boundsOf(
            boxes.flatMap(([west, south, east, north]) => [[west, south] as const, [east, north]]),
          )
          if (bounds) fitBounds(bounds, codes.every((code) => code.length === 15) ? gridAir : undefined)
        },
        () => {},
      )
    }
    const showPoint = (lngLat: LngLat, leastZoom = 13.5) => {
      if (isFarAway(aroundPoint(lngLat), countyBounds)) fitBounds(countyBounds)
      else whenLaidOut(() => engine?.flyTo({ center: lngLat, zoom: Math.max(engine.getCamera().zoom, leastZoom) }))
    }
    return {
      selectThing,
      showPoint,
      /** Near enough to see what is wrong there, without selecting anything. */
      showSpot: (lngLat: LngLat) => showPoint(lngLat, 16),
      fit: (bounds: Bbox) => fitBounds(bounds),
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
        reveal(aroundPoint(lngLat))
      },
      openPatrol(id: string, bounds: Bbox | null, isStep: boolean) {
        selectThing({ kind: 'patrol', id }, isStep)
        if (!engine || !bounds) return
        const [west, south, east, north] = bounds
        const [left, bottom] = engine.project([west, south])
        const [right, top] = engine.project([east, north])
        // a round smaller than this is a heap of numbers
        if (Math.max(right - left, bottom - top) < 120) fitBounds(bounds, 0.3)
        else reveal(bounds)
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
      moveToAreas,
    }
  }, [engine, queryClient, countyBounds])
}
export type Navigation = ReturnType<typeof useNavigation>
