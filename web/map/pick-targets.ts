import type { LngLat, PickTarget } from './map-types.ts'

/** How far beside a marker the pointer may be. A fingertip is wider than a mouse's point. */
const slackPixels = { mouse: 3, touch: 12 }

export type Picked = { kind: PickTarget['kind']; id: string; ids: string[]; lngLat: LngLat }

/** The nearest marker at a place on the screen, and all ids of its kind there, nearest first; null where there is none.
 *  Done by arithmetic, not by deck.gl's picking: that draws everything once more and waits for the graphics card.
 *  Pure. */
export function pickTarget(
  point: readonly [x: number, y: number],
  targets: Iterable<PickTarget>,
  project: (lngLat: LngLat) => readonly [x: number, y: number],
  pointer: 'mouse' | 'touch' = 'mouse',
): Picked | null {
  const hits: { target: PickTarget; distance: number }[] = []
  for (const target of targets) {
    const [x, y] = project(target.lngLat)
    const distance = Math.hypot(x - point[0], y - point[1])
    if (distance <= target.radiusPixels + slackPixels[pointer]) hits.push({ target, distance })
  }
  hits.sort((a, b) => a.distance - b.distance || (a.target.id < b.target.id ? -1 : 1))
  const first = hits[0]?.target
  if (first === undefined) return null
  const ids = new Set<string>()
  for (const { target } of hits) {
    if (target.kind !== first.kind) continue
    for (const id of target.ids ?? [target.id]) ids.add(id)
  }
  return { kind: first.kind, id: first.ids?.[0] ?? first.id, ids: [...ids], lngLat: first.lngLat }
}
