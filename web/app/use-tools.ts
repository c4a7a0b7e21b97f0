import { useEffect } from 'react'
import { fromQueryArea } from '#web/features/emergency/area-query.ts'
import { createCircleTool, createPolygonTool } from '#web/features/emergency/query-area.tool.ts'
import { placeDraft } from '#web/features/incidents/intake/intake-store.ts'
import { createPickPlaceTool } from '#web/features/incidents/intake/pick-place.tool.ts'
import { createMeasureTool } from '#web/features/measure/measure.tool.ts'
import type { MapEngine, MapTool } from '#web/map/map-types.ts'
import { changeView } from '#web/shared/view-store.ts'
import { placeAtClick } from './center-place.ts'
import { setConsole, useConsole } from './console-store.ts'

/** So near comes the map by itself where a place was pointed at from too far out. */
const pickZoom = 14.5

/** Puts the chosen tool on the map and takes it off again. The tools come with the page: one loaded when it is chosen
 *  would leave the first clicks of a quick hand to the map, which opens what lies beneath them. `showPoint` stays the same. */
export function useTools(
  engine: MapEngine | null,
  showPoint: (lngLat: [number, number], leastZoom: number) => void,
): void {
  const choice = useConsole((state) => state.tool)
  useEffect(() => {
    if (!engine || choice === null) return
    let isCurrent = true
    const stop = () => setConsole({ tool: null, measurement: null })
    const makeTool = (): MapTool => {
      if (choice === 'distance' || choice === 'area') {
        return createMeasureTool(choice, {
          change: (measurement) => isCurrent && setConsole({ measurement }),
          cancelled: stop,
        })
      }
      if (choice === 'place') {
        return createPickPlaceTool({
          picked(lngLat) {
            const place = placeAtClick(lngLat, engine.getCamera().zoom)
            placeDraft(place)
            // the next tap, there, is a deliberate one
            if (place.rough) showPoint(lngLat, pickZoom)
          },
          cancelled: stop,
        })
      }
      const create = choice === 'polygon' ? createPolygonTool : createCircleTool
      return create({
        done(area) {
          stop()
          changeView({ areaQuery: fromQueryArea(area) }, 'push')
        },
        cancelled: stop,
      })
    }
    engine.setTool(makeTool())
    return () => {
      isCurrent = false
      engine.setTool(null)
    }
  }, [engine, choice, showPoint])
}
