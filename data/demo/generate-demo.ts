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

/** A year of disputes, hazards, emergencies and requests, and twelve weeks of patrols for any county: invented, credible, without a person in it.
 *  Pure and deterministic: the same ground, instant and seed give the same rows; ids do not depend on the instant. */
export function generateDemo(input: DemoInput): DemoOperations {
  const seed = input.seed ?? demoSeed
  const now = input.now.getTime()
  const places = findDemoPlaces(input)
  const random = createRandom(seed, 'counts')
  const counts: IncidentCounts = {
    dispute: { all: random.integer(2470, 2530), open: random.integer(26, 32) },
    hazard: { all: random.integer(885, 915), open: random.integer(20, 25) },
    emergency: { all: random.integer(26, 34), open: 2 },
    request: { all: random.integer(580, 620), open: random.integer(9, 12) },
  }
  const incidents = makeDemoIncidents(places, now, seed, counts)
  const network = createRoadNetwork(input.roads)
  const { villages, grids, locate } = input
  return { incidents, ...makeDemoPatrols({ villages, grids, incidents, network, locate, now, seed }) }
}
