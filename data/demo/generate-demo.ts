import { type DemoIncident, type IncidentCounts, makeDemoIncidents } from './demo-incidents.ts'
import { type DemoPatrol, type DemoVillage, type DemoVisit, makeDemoPatrols } from './demo-patrols.ts'
import { type DemoGround, findDemoPlaces } from './demo-place.ts'
import { createRandom } from './random.ts'
import { createRoadNetwork } from './road-network.ts'

export type DemoInput = DemoGround & {
  villages: readonly DemoVillage[]
  /** Everything is dated relative to this instant. */
  now: Date
  seed?: number
}
export type DemoOperations = { incidents: DemoIncident[]; patrols: DemoPatrol[]; visits: DemoVisit[] }

export const demoSeed = 530326

/** A year of disputes and hazards and twelve weeks of patrols for any county: invented, credible, without a person in it.
 *  Pure and deterministic: the same ground, instant and seed give the same rows; ids do not depend on the instant. */
export function generateDemo(input: DemoInput): DemoOperations {
  const seed = input.seed ?? demoSeed
  const now = input.now.getTime()
  const places = findDemoPlaces(input)
  const random = createRandom(seed, 'counts')
  const counts: IncidentCounts = {
    disputes: random.integer(2470, 2530),
    hazards: random.integer(885, 915),
    openDisputes: random.integer(30, 38),
    openHazards: random.integer(22, 28),
  }
  const incidents = makeDemoIncidents(places, now, seed, counts)
  const network = createRoadNetwork(input.roads)
  const { villages, grids, locate } = input
  return { incidents, ...makeDemoPatrols({ villages, grids, incidents, network, locate, now, seed }) }
}
