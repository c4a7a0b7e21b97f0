import type { EditionSnapshot, GridRecord, Headcounts } from '#api/ground/editions/edition-snapshot.ts'
import {
  countMetrics,
  groundMetrics,
  leastShownPeople,
  type Metric,
  type MetricHeader,
  type MetricResolution,
} from './grids.contract.ts'

const noData = 65_535
const largestStep = noData - 1

/** What metrics are made of: of a grid, or of the village it is in. */
type Measured = Headcounts & Pick<GridRecord, 'areaKm2' | 'elevationMean'>

/** The value of a metric for a grid, null where it has none: heights without terrain, shares of nobody, the density of no ground. Units: people a
 *  km² for `density`, metres for `elevation`, km² for `area`, a fraction for `needHelpShare`. Pure. */
const metricValues: Record<Metric, (grid: Measured) => number | null> = {
  population: ({ population }) => population,
  // The column keeps 100 m²: a smaller grid has an area of 0 there.
  density: ({ population, areaKm2 }) => (areaKm2 > 0 ? population / areaKm2 : null),
  households: ({ households }) => households,
  workersPerThousand: ({ workersFull, workersPart, population }) =>
    population > 0 ? ((workersFull + workersPart) / population) * 1000 : null,
  elevation: ({ elevationMean }) => elevationMean,
  area: ({ areaKm2 }) => areaKm2,
  needHelpShare: ({ needHelp, population }) => (population > 0 ? needHelp / population : null),
}

/** The smallest step that says anything, where the range would allow a finer one: noise takes bytes. A hundredth of a
 *  percent, and the 100 m² the column keeps. */
const finestSteps: Partial<Record<Metric, number>> = { needHelpShare: 1e-4, area: 1e-4 }

/** The value for a grid that says nothing of it that its village does not: made of the village's figures alone. */
function readOfVillage(edition: EditionSnapshot, metric: Metric, code: string): number | null {
  const village = edition.areas.get(code.slice(0, 12))
  if (!village) return null
  const value = metricValues[metric]({ ...village, elevationMean: null })
  if (value === null || !countMetrics.includes(metric)) return value
  const mean = Math.round(value / Math.max(1, village.gridCount))
  return mean < leastShownPeople ? null : mean
}

/** A metric of every grid of an edition, by code. Values are rounded to a millionth. */
export function listMetricValues(
  edition: EditionSnapshot,
  metric: Metric,
  resolution: MetricResolution,
): { code: string; value: number | null }[] {
  const isOwn = resolution === 'grid' || groundMetrics.includes(metric)
  return [...edition.grids.values()].map((grid) => {
    const value = isOwn ? metricValues[metric](grid) : readOfVillage(edition, metric, grid.code)
    return { code: grid.code, value: value === null ? null : Math.round(value * 1e6) / 1e6 }
  })
}

/** The binary form described at `MetricHeader`. Whole numbers that span less than 65,535 are exact (scale 1); others are
 *  within half a step of 1/65,534 of their range, or of the metric's finest step where that is more. Pure. */
export function encodeMetric(edition: EditionSnapshot, metric: Metric, resolution: MetricResolution): Buffer {
  const values = listMetricValues(edition, metric, resolution)
  const { offset, scale } = chooseScale(
    values.map(({ value }) => value),
    finestSteps[metric] ?? 0,
  )
  const header: MetricHeader = {
    metric,
    resolution,
    edition: edition.number,
    at: edition.effectiveFrom,
    count: values.length,
    scale,
    offset,
    noData,
  }
  const headerBytes = Buffer.from(JSON.stringify(header), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(headerBytes.length)
  const steps = Buffer.alloc(values.length * 2)
  for (const [index, { value }] of values.entries())
    steps.writeUInt16LE(value === null ? noData : Math.round((value - offset) / scale), index * 2)
  return Buffer.concat([length, headerBytes, encodeIds(values.map(({ code }) => Number(code))), steps])
}

function chooseScale(values: readonly (number | null)[], finest: number): { offset: number; scale: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let areWhole = true
  for (const value of values) {
    if (value === null) continue
    least = Math.min(least, value)
    most = Math.max(most, value)
    areWhole &&= Number.isInteger(value)
  }
  if (least > most) return { offset: 0, scale: 1 }
  if (areWhole && most - least <= largestStep) return { offset: least, scale: 1 }
  return { offset: least, scale: most > least ? Math.max((most - least) / largestStep, finest) : 1 }
}

/** Ascending numbers as LEB128 varints of their differences, the first one whole. Beyond 32 bits, so no bit operators. */
export function encodeIds(ids: readonly number[]): Buffer {
  const bytes: number[] = []
  let previous = 0
  for (const id of ids) {
    let rest = id - previous
    previous = id
    while (rest >= 128) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}
