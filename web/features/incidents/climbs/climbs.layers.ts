import { ArcLayer } from '@deck.gl/layers'
import type { DeckLayer, MapTheme } from '#web/map/map-types.ts'
import { climbColors, climbWidths } from './climb-looks.ts'
import type { Climb } from './climbs.ts'

export const ownerOfClimbs = 'climbs'

const rgba = (hex: string, alpha: number): [number, number, number, number] => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
  alpha,
]

/** deck.gl layers of the arcs: faint where it happened, full where it is now. Load this file only after the county is drawn: it
 *  brings deck.gl. Pure. */
export function createClimbLayers(climbs: readonly Climb[], theme: MapTheme): DeckLayer[] {
  const colors = climbColors[theme]
  return [
    new ArcLayer<Climb>({
      id: 'incident-climbs',
      data: climbs,
      getSourcePosition: ({ from }) => from,
      getTargetPosition: ({ to }) => to,
      getSourceColor: ({ rung }) => rgba(colors[rung], 110),
      getTargetColor: ({ rung }) => rgba(colors[rung], 230),
      getWidth: ({ rung }) => climbWidths[rung],
      // seen from above, an arc that stands upright is a straight line
      getTilt: 55,
      getHeight: 0.5,
      antialiasing: true,
      parameters: { depthCompare: 'always', depthWriteEnabled: false },
    }),
  ] as unknown as DeckLayer[]
}
