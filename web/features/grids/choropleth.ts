import { countMetrics, leastShownPeople, type Metric } from '#api/ground/grids/grids.contract.ts'
import type { Choropleth, MapTheme } from '#web/map/map-types.ts'
import { type MetricValues, valueOfGrid } from './metric-values.ts'

export type ClassMethod = 'quantile' | 'equal'

/** One row of the legend: values from `from` (included) to `to` (not included); null = no limit on that side. */
export type ChoroplethClass = { from: number | null; to: number | null; count: number; color: string }

export type GridChoropleth = {
  classes: ChoroplethClass[]
  /** The limits between the classes, ascending, as shown and as used. */
  limits: number[]
  noDataCount: number
  /** For `engine.setChoropleth`. */
  paint: Choropleth
}

/** One hue, five steps of lightness, the brightest for most by night and the darkest by day. Two neighbours differ by at
 *  least 9 in CIE L*, also to an eye without green cones, so the order survives a projector that has lost its colours. */
export const choroplethRamps: Record<MapTheme, readonly string[]> = {
  night: ['#16334A', '#1A4D63', '#226974', '#378583', '#66A99C'],
  day: ['#E6F2F0', '#B7D9D5', '#8ABFBB', '#579C9B', '#2A7478'],
}

/** Sorts the values into classes with round limits. Fewer classes than asked for where values repeat (half of the grids
 *  with 0 cannot be two classes). Pure. */
export function buildChoropleth(
  values: Pick<MetricValues, 'gridIds' | 'values'> & { metric?: Metric },
  options: { theme: MapTheme; method?: ClassMethod; classCount?: number },
): GridChoropleth {
  const { theme, method = 'quantile', classCount = 5 } = options
  const known = values.values.filter((value) => !Number.isNaN(value)).sort()
  const isCountOfPeople = values.metric !== undefined && countMetrics.includes(values.metric)
  // Classes are printed, and no count under ten may be read on a print.
  const limits = roundLimits(
    method === 'quantile' ? quantileLimits(known, classCount) : equalLimits(known, classCount),
    known,
  ).filter((limit) => !isCountOfPeople || limit >= leastShownPeople)
  const ramp = choroplethRamps[theme]
  const steps = pickSteps(ramp.length, limits.length + 1)
  const stepOf = (gridId: number): number | null => {
    const value = valueOfGrid(values, gridId)
    return value === null ? null : (steps[classOfValue(limits, value)] as number)
  }
  const noDataCount = values.values.length - known.length
  const counts = new Array<number>(limits.length + 1).fill(0)
  for (const value of known) {
    const index = classOfValue(limits, value)
    counts[index] = (counts[index] ?? 0) + 1
  }
  return {
    limits,
    noDataCount,
    classes: counts.map((count, index) => ({
      from: limits[index - 1] ?? null,
      to: limits[index] ?? null,
      count,
      color: ramp[steps[index] as number] as string,
    })),
    // The whole ramp, whatever the number of classes: with other colours the map would build every tile anew.
    paint: { gridIds: values.gridIds, classOf: stepOf, hasNoData: noDataCount > 0, colors: ramp },
  }
}

/** The class of a value: how many limits it has reached. Pure. */
export function classOfValue(limits: readonly number[], value: number): number {
  let index = 0
  while (index < limits.length && value >= (limits[index] as number)) index++
  return index
}

function quantileLimits(sorted: Float64Array, classCount: number): number[] {
  const limits: number[] = []
  for (let index = 1; index < classCount; index++) {
    const position = (index / classCount) * (sorted.length - 1)
    const low = sorted[Math.floor(position)]
    const high = sorted[Math.ceil(position)]
    if (low !== undefined && high !== undefined) limits.push(low + (high - low) * (position % 1))
  }
  return limits
}

function equalLimits(sorted: Float64Array, classCount: number): number[] {
  const low = sorted[0]
  const high = sorted.at(-1)
  if (low === undefined || high === undefined) return []
  return Array.from({ length: classCount - 1 }, (_, index) => low + ((high - low) * (index + 1)) / classCount)
}

/** Largest of 1, 2, 5 × 10ⁿ that is not above a number. */
function roundStep(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit))
  const lead = limit / power
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1)
}

/** Moves each limit to a round number, by at most an eighth of the way to its neighbour, so that their order holds and
 *  the classes keep about their sizes. Limits that leave a class without a value are dropped. */
function roundLimits(limits: readonly number[], sorted: Float64Array): number[] {
  const low = sorted[0]
  const high = sorted.at(-1)
  if (low === undefined || high === undefined) return []
  const distinct = [...new Set(limits)].filter((limit) => limit > low && limit <= high)
  const rounded = distinct.map((limit, index) => {
    const gap = Math.min(limit - (distinct[index - 1] ?? low), (distinct[index + 1] ?? high) - limit || limit - low)
    if (!(gap > 0)) return limit
    const step = roundStep(gap / 4)
    // through the decimals of the step, or 0.1 + 0.2 would show all its digits
    return Number((Math.round(limit / step) * step).toFixed(Math.max(0, -Math.floor(Math.log10(step)))))
  })
  const kept: number[] = []
  for (const limit of rounded) {
    const from = kept.at(-1) ?? Number.NEGATIVE_INFINITY
    if (sorted.some((value) => value >= from && value < limit)) kept.push(limit)
  }
  while (kept.length > 0 && !sorted.some((value) => value >= (kept.at(-1) as number))) kept.pop()
  return kept
}

/** Steps of the ramp, a class each. Fewer classes take theirs from the whole ramp, so the most still looks like the most. */
function pickSteps(rampLength: number, count: number): number[] {
  if (count === 1) return [Math.floor(rampLength / 2)]
  return Array.from({ length: count }, (_, index) => Math.round((index * (rampLength - 1)) / (count - 1)))
}
