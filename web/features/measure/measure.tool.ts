import { createCornerDrawing } from '#web/map/draw-corners.ts'
import type { LngLat, MapEngine, MapTool } from '#web/map/map-types.ts'
import { type MeasureKind, type Measurement, measureCorners, measurementFeatures } from './measure.ts'

export type MeasureHandlers = {
  /** At each corner and each move, for a read-out. Null when nothing is measured. */
  change(measurement: Measurement | null): void
  /** Escape: what was drawn so far is dropped. */
  cancelled(): void
}

const owner = 'measure'

/** Corners by clicks; a double click or Enter ends it and leaves it on the map until the next click or the tool's end. */
export function createMeasureTool(kind: MeasureKind, handlers: MeasureHandlers): MapTool {
  let engine: MapEngine | null = null
  const show = (corners: readonly LngLat[]): void => {
    const measurement = corners.length > 1 ? measureCorners(kind, corners) : null
    engine?.setShapes(owner, measurementFeatures(measurement ?? measureCorners(kind, corners)), 'measure')
    handlers.change(measurement)
  }
  const drawing = createCornerDrawing(
    { minCorners: kind === 'area' ? 3 : 2, isClosed: kind === 'area' },
    {
      change: (corners, pointer) => show(pointer === null || corners.length === 0 ? corners : [...corners, pointer]),
      done: (corners) => show(corners),
      cancelled: handlers.cancelled,
    },
  )
  return {
    id: `measure-${kind}`,
    ...drawing,
    enter(entered) {
      engine = entered
    },
    exit(left) {
      drawing.cancel()
      left.setShapes(owner, null, 'measure')
      handlers.change(null)
      engine = null
    },
  }
}
