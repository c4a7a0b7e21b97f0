import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'

const stateRank: Record<Patrol['state'], number> = {
  under_way: 0,
  overdue: 1,
  ready: 2,
  scheduled: 3,
  done: 4,
  cancelled: 5,
}

/** Under way first, then overdue, ready, scheduled; what lies ahead soonest first, what is past latest first. Pure. */
export function sortPatrols(patrols: readonly Patrol[]): Patrol[] {
  return [...patrols].sort((a, b) => {
    const byState = stateRank[a.state] - stateRank[b.state]
    if (byState !== 0) return byState
    const byTime = a.plannedStartAt.localeCompare(b.plannedStartAt)
    return (stateRank[a.state] >= stateRank.done ? -byTime : byTime) || a.id.localeCompare(b.id)
  })
}

export const countVisited = (patrol: Patrol): number => patrol.stops.filter((stop) => stop.visitedAt !== null).length

/** West, south, east, north of a patrol's stops and line. Pure. Null for a patrol without any. */
export function patrolBounds(patrol: Patrol): [number, number, number, number] | null {
  const points = [...patrol.line, ...patrol.stops.map((stop) => stop.lngLat)]
  if (points.length === 0) return null
  const longitudes = points.map((point) => point[0])
  const latitudes = points.map((point) => point[1])
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)]
}
