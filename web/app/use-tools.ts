import { useEffect } from 'react'
import { fromQueryArea } from '#web/features/emergency/area-query.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { changeView } from '#web/shared/view-store.ts'
import { setConsole, useConsole } from './console-store.ts'

/** Puts the chosen tool on the map and takes it off again. */
export function useTools(engine: MapEngine | null): void {
  const tool = useConsole((state) => state.tool)
  useEffect(() => {
    if (!engine) return
    if (tool === null) {
      engine.setTool(null)
      return
    }
    let isCurrent = true
    const stop = () => setConsole({ tool: null, measurement: null })
    const start = async () => {
      if (tool === 'distance' || tool === 'area') {
        const { createMeasureTool } = await import('#web/features/measure/measure.tool.ts')
        if (!isCurrent) return
        engine.setTool(
          createMeasureTool(tool, {
            change: (measurement) => isCurrent && setConsole({ measurement }),
            cancelled: stop,
          }),
        )
        return
      }
      const { createCircleTool, createPolygonTool } = await import('#web/features/emergency/query-area.tool.ts')
      if (!isCurrent) return
      const create = tool === 'polygon' ? createPolygonTool : createCircleTool
      engine.setTool(
        create({
          done(area) {
            stop()
            changeView({ areaQuery: fromQueryArea(area) }, 'push')
          },
          cancelled: stop,
        }),
      )
    }
    void start()
    return () => {
      isCurrent = false
      engine.setTool(null)
    }
  }, [engine, tool])
}
