import type { EditionSnapshot, GridRecord } from '#api/editions/edition-snapshot.ts'
import type { Metric, MetricHeader } from './grids.contract.ts'

const noData = 65_535
const largestStep = noData - 1

/** The value of a metric for a grid, null where it has none: heights without terrain, shares of nobody, the density of no ground. Units: people a
 *  km² for `density`, metres for `elevation`, km² for `area`, a fraction for `needHelpShare`. Pure. */
const metricValues: Record<Metric, (grid: GridRecord) => number | null> = {
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

/** A metric of every grid of an edition, by code. Values are rounded to a millionth. */
export function listMetricValues(edition: EditionSnapshot, metric: Metric): { code: string; value: number | null }[] {
  const readValue = metricValues[metric]
  return [...edition.grids.values()].map((grid) => {
    const value = readValue(grid)
    return { code: grid.code, value: value === null ? null : Math.round(value * 1e6) / 1e6 }
  })
}

/** The binary form described at `MetricHeader`. Whole numbers that span less than 65,535 are exact (scale 1); others are
 *  within half a step of 1/65,534 of their range, or of the metric's finest step where that is more. Pure. */
export function encodeMetric(edition: EditionSnapshot, metric: Metric): Buffer {
  const values = listMetricValues(edition, metric)
  const { offset, scale } = chooseScale(
    values.map(({ value }) => value),
    finestSteps[metric] ?? 0,
  )
  const header: MetricHeader = {
    metric,
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
