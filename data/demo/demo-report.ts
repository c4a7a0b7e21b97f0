import type { ReportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import type { IncidentKind, Severity } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import {
  disputeTypes,
  emergencyTypes,
  hazardTypes,
  type PlainType,
  placeOfGrid,
  requestTypes,
  timelineNotes,
} from './demo-words.ts'
import { createWeighted, type Random } from './random.ts'

/** What is known of a county's grids to whoever may see its map. */
export type ReportGrid = { code: string; name: string; kind: string; population: number; seat: LngLat }

/** How often each kind is reported. */
const kindWeights: Readonly<Record<IncidentKind, number>> = { dispute: 60, hazard: 25, request: 13, emergency: 2 }
const severityWeights: readonly (readonly [Severity, number])[] = [
  ['blue', 60],
  ['yellow', 30],
  ['orange', 8],
  ['red', 2],
]
const drawHazardType = createWeighted(hazardTypes, ({ weight }) => weight)
const drawRequestType = createWeighted(requestTypes, ({ weight }) => weight)
const drawEmergencyType = createWeighted(emergencyTypes, ({ weight }) => weight)
const drawSeverity = createWeighted(severityWeights, ([, weight]) => weight)

/** Draws invented reports where people live: no person is in any of them. Deterministic in the `random` it is given; throws where
 *  nobody lives in any grid. */
export function createReportDrawer(
  grids: readonly ReportGrid[],
  kinds: readonly IncidentKind[],
): (random: Random) => ReportIncidentBody {
  const drawGrid = createWeighted(grids, ({ population }) => population)
  const drawKind = createWeighted(kinds, (kind) => kindWeights[kind])
  const typeOf = (random: Random, kind: IncidentKind, grid: ReportGrid): Pick<PlainType, 'type' | 'titles'> => {
    if (kind === 'hazard') return drawHazardType(random)
    if (kind === 'request') return drawRequestType(random)
    if (kind === 'emergency') return drawEmergencyType(random)
    return createWeighted(
      disputeTypes,
      ({ weights }) => (weights as Record<string, number>)[grid.kind] ?? weights.other,
    )(random)
  }
  return (random) => {
    const grid = drawGrid(random)
    const kind = drawKind(random)
    const { type, titles } = typeOf(random, kind, grid)
    const report = {
      type,
      title: random.pick(titles).replace('{place}', placeOfGrid(grid.name)),
      description: random.pick(timelineNotes.reported[kind]),
      severity: drawSeverity(random)[0],
      location: { gridCode: grid.code },
    }
    switch (kind) {
      case 'dispute':
        return {
          kind,
          ...report,
          details: { complexity: random.pick(['simple', 'ordinary', 'ordinary', 'complex'] as const) },
        }
      case 'hazard':
        return { kind, ...report, details: { trigger: random.pick(['rain', 'ageing', 'excavation'] as const) } }
      default:
        return { kind, ...report }
    }
  }
}
