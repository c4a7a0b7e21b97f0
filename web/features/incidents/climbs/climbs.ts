import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#web/map/map-types.ts'
import { isOpen } from '../filter/incident-filter.ts'

/** The rungs above the grid, from below. */
export const climbedRungs = ['village', 'township', 'county'] as const
export type ClimbedRung = (typeof climbedRungs)[number]

/** From where something happened to who has it now. */
export type Climb = { id: string; rung: ClimbedRung; from: LngLat; to: LngLat }

const codeLength: Record<ClimbedRung, number> = { county: 6, township: 9, village: 12 }
const isClimbed = (rung: Incident['rung']): rung is ClimbedRung => rung !== 'grid'

/** The area that has an incident, null for its own grid. Pure. */
export const holderOf = ({ rung, gridCode }: Pick<Incident, 'rung' | 'gridCode'>): string | null =>
  isClimbed(rung) ? gridCode.slice(0, codeLength[rung]) : null

/** The open incidents that somebody above their grid has. Pure. */
export const listClimbed = (incidents: readonly Incident[]): Incident[] =>
  incidents.filter((incident) => isOpen(incident) && isClimbed(incident.rung))

/** Their arcs, the highest rung last so that it lies on top. One whose area nobody knows any more has none. Pure. */
export function listClimbs(incidents: readonly Incident[], seats: ReadonlyMap<string, LngLat>): Climb[] {
  const climbs = listClimbed(incidents).flatMap((incident) => {
    const to = seats.get(holderOf(incident) ?? '')
    return to ? [{ id: incident.id, rung: incident.rung as ClimbedRung, from: incident.lngLat, to }] : []
  })
  return climbs.sort((a, b) => climbedRungs.indexOf(a.rung) - climbedRungs.indexOf(b.rung))
}

/** How many each rung has. Pure. */
export function countClimbed(incidents: readonly Incident[]): Record<ClimbedRung, number> {
  const counts: Record<ClimbedRung, number> = { village: 0, township: 0, county: 0 }
  for (const { rung } of listClimbed(incidents)) counts[rung as ClimbedRung] += 1
  return counts
}
