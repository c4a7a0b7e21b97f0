import type { IncidentHotSpots, IncidentRates } from '#api/operations/incidents/incident-rates.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import type { Choropleth, MapTheme } from '#web/map/map-types.ts'
import { buildChoropleth, type ClassMethod, choroplethRamps, classOfValue } from './choropleth.ts'
import { valueOfGrid } from './metric-values.ts'

/** What the view's `metric` may be beside the figures of grids. */
export const incidentColorings = ['incidents_open', 'incidents_overdue', 'incidents_reported', 'hot_spots'] as const
export type IncidentColoring = (typeof incidentColorings)[number]

export const findIncidentColoring = (word: string | null): IncidentColoring | null =>
  incidentColorings.find((each) => each === word) ?? null

/** One row of the legend. */
export type PaintedClass = { key: string; label: string; color: string; count: number }
type PaintedGrids = { classes: PaintedClass[]; noDataCount: number; paint: Choropleth }
type RatePaint = PaintedGrids & { readValue: (gridId: number) => number | null }

/** The figure of each grid: nought where nothing is named, NaN out of reach and where nobody lives. Pure. */
function valuesOf(rates: IncidentRates, gridIds: Float64Array, per: 'count' | 'thousand'): Float64Array {
  const column = per === 'count' ? rates.counts : rates.perThousand
  const found = new Map(rates.codes.map((code, at) => [Number(code), column[at] ?? Number.NaN]))
  return Float64Array.from(gridIds, (id) => {
    const code = String(id)
    return found.get(id) ?? (rates.reach.some((reach) => code.startsWith(reach)) ? 0 : Number.NaN)
  })
}

/** What is known of one grid: null out of reach. A count that is null is too small to be told, and so is what comes of it; a
 *  rate alone that is null has nobody to be taken by. Pure. */
export function readRate(
  rates: Pick<IncidentRates, 'codes' | 'counts' | 'perThousand' | 'reach'>,
  code: string,
): { count: number | null; perThousand: number | null } | null {
  const at = rates.codes.indexOf(code)
  if (at >= 0) return { count: rates.counts[at] ?? null, perThousand: rates.perThousand[at] ?? null }
  return rates.reach.some((reach) => code.startsWith(reach)) ? { count: 0, perThousand: 0 } : null
}

/** Nought is a class of its own, the quietest: most grids have none, and quantiles would all lie there. The others are sorted
 *  into four. Pure. */
export function paintRates(
  rates: IncidentRates,
  gridIds: Float64Array,
  options: { theme: MapTheme; method: ClassMethod; per: 'count' | 'thousand' },
): RatePaint {
  const { theme, method, per } = options
  const values = valuesOf(rates, gridIds, per)
  const some = { gridIds, values: values.map((value) => (value === 0 ? Number.NaN : value)) }
  const { limits: rounded } = buildChoropleth(some, { theme, method, classCount: 4 })
  const least = Math.min(...some.values.filter((value) => !Number.isNaN(value)))
  // there is no half an incident
  const limits = per === 'count' ? [...new Set(rounded.map(Math.ceil))].filter((limit) => limit > least) : rounded
  const ramp = choroplethRamps[theme]
  const stepOf = (value: number): number =>
    value === 0
      ? 0
      : limits.length === 0
        ? ramp.length - 1
        : 1 + Math.round((classOfValue(limits, value) * (ramp.length - 2)) / limits.length)
  const write = (value: number) => formatNumber(value, per === 'count' ? 0 : 2)
  const counts = new Map<number, number>()
  let noDataCount = 0
  for (const value of values)
    if (Number.isNaN(value)) noDataCount++
    else
      counts.set(
        value === 0 ? -1 : classOfValue(limits, value),
        (counts.get(value === 0 ? -1 : classOfValue(limits, value)) ?? 0) + 1,
      )
  const classes = [
    { key: 'none', label: '0', color: ramp[0] as string, count: counts.get(-1) ?? 0 },
    ...(Number.isFinite(least)
      ? [least, ...limits].map((from, at) => ({
          key: String(from),
          label: labelOf(from, limits[at], per, write),
          color: ramp[stepOf(from)] as string,
          count: counts.get(at) ?? 0,
        }))
      : []),
  ]
  const shown = { gridIds, values }
  const readValue = (gridId: number) => valueOfGrid(shown, gridId)
  const paint = {
    gridIds,
    classOf: (gridId: number) => {
      const value = readValue(gridId)
      return value === null ? null : stepOf(value)
    },
    hasNoData: noDataCount > 0,
    colors: ramp,
  }
  return { classes, noDataCount, paint, readValue }
}

function labelOf(
  from: number,
  to: number | undefined,
  per: 'count' | 'thousand',
  write: (value: number) => string,
): string {
  if (to === undefined) return `≥ ${write(from)}`
  // whole numbers are named by the last one that belongs to the class
  if (per === 'count') return to - 1 === from ? write(from) : `${write(from)}–${write(to - 1)}`
  return `${write(from)}–${write(to)}`
}

/** Cold to hot; the middle is what chance gives as well. Blue and red stay apart to an eye without green cones. */
export const hotSpotColors: Record<MapTheme, readonly string[]> = {
  night: ['#66AEEA', '#2F6CA3', '#23405F', '#16202F', '#5A2F2A', '#9A4436', '#E0705A'],
  day: ['#2C6BA8', '#7FB0DC', '#CFE0F2', '#F1F4F7', '#F6D2C9', '#E08F7C', '#A8392A'],
}

type HotSpotPaint = PaintedGrids & { spotOf: (code: string) => { z: number; p: number; step: number } | null }

/** Hottest first, as the legend shows them. Pure; `label` says a class from −3 to 3. */
export function paintHotSpots(
  spots: IncidentHotSpots,
  gridIds: Float64Array,
  options: { theme: MapTheme; label: (step: number) => string },
): HotSpotPaint {
  const colors = hotSpotColors[options.theme]
  const steps = new Map(spots.codes.map((code, at) => [Number(code), spots.classes[at] as number]))
  const isWithin = (gridId: number) => {
    const code = String(gridId)
    return spots.reach.some((reach) => code.startsWith(reach))
  }
  const counts = new Map<number, number>()
  let noDataCount = 0
  for (const id of gridIds) {
    if (!isWithin(id)) noDataCount++
    else counts.set(steps.get(id) ?? 0, (counts.get(steps.get(id) ?? 0) ?? 0) + 1)
  }
  return {
    classes: [3, 2, 1, 0, -1, -2, -3].map((step) => ({
      key: String(step),
      label: options.label(step),
      color: colors[step + 3] as string,
      count: counts.get(step) ?? 0,
    })),
    noDataCount,
    paint: {
      gridIds,
      classOf: (gridId) => (isWithin(gridId) ? (steps.get(gridId) ?? 0) + 3 : null),
      hasNoData: noDataCount > 0,
      colors,
    },
    spotOf(code) {
      const at = spots.codes.indexOf(code)
      return at < 0 ? null : { z: spots.z[at] as number, p: spots.p[at] as number, step: spots.classes[at] as number }
    },
  }
}
