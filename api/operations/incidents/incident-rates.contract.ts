import { z } from 'zod'
import { incidentsFilter } from './incidents.contract.ts'

/** `open` and `overdue` stand now, whenever they were reported; `reported` in the last days. */
export const rateMeasures = ['open', 'overdue', 'reported'] as const
export const rateDays = ['7', '30', '90'] as const

const placesQuery = incidentsFilter.pick({ kind: true, severity: true, area: true }).extend({
  measure: z.enum(rateMeasures).default('open'),
  /** Of what was reported: in so many days of China, today among them. */
  days: z.enum(rateDays).default('30'),
})

/** Fewer incidents than this at a place are not told to a shared screen. */
export const leastShownIncidents = 3

export const ratesQuery = placesQuery
const placesAnswer = z.object({
  edition: z.number().int(),
  measure: z.enum(rateMeasures),
  /** Reported from here on; null for what stands now. */
  from: z.string().nullable(),
  /** All that were counted: the number of what the list shows with `list` as its query, together with the filter. */
  total: z.number().int(),
  /** Of them in grids that the current edition no longer has. */
  elsewhere: z.number().int(),
  list: z.string(),
  /** Beginnings of the codes within reach: there a place that is not named has none. Elsewhere nothing is known. */
  reach: z.array(z.string()),
  partial: z.boolean(),
})
/** Columns: `counts[i]` and `perThousand[i]` are of `codes[i]`. Only places that have any, in the order of their codes: a county
 *  has thousands of grids and incidents in a few of them. */
export const ratesAnswer = placesAnswer.extend({
  /** Null on a shared screen where any count is hidden: what is hidden would be the rest. */
  total: z.number().int().nullable(),
  elsewhere: z.number().int().nullable(),
  level: z.enum(['grid', 'village']).describe('公共屏幕得到各村的数值 / a shared screen gets the figures of villages'),
  codes: z.array(z.string()),
  /** Null: fewer than three, on a shared screen. */
  counts: z.array(z.number().int().nullable()),
  /** By 1,000 people; null where nobody lives as well. */
  perThousand: z.array(z.number().nullable()),
})
export type IncidentRates = z.infer<typeof ratesAnswer>

/** No correction, or that of Benjamini and Hochberg for so many grids looked at together. */
export const corrections = ['none', 'bh'] as const
export const hotSpotsQuery = placesQuery.extend({
  measure: z.enum(rateMeasures).default('reported'),
  correction: z.enum(corrections).default('none'),
})
/** Getis-Ord Gi* of the counts of the grids within reach; see `api/coverage/hot-spots.ts`. */
export const hotSpotsAnswer = placesAnswer.extend({
  test: z.literal('getis-ord-gi-star'),
  correction: z.enum(corrections),
  /** How many grids were looked at. */
  grids: z.number().int(),
  /** The limits of `classes`. */
  limits: z.tuple([z.literal(0.1), z.literal(0.05), z.literal(0.01)]),
  /** Columns of the grids that are hot or cold, in the order of their codes. */
  codes: z.array(z.string()),
  counts: z.array(z.number().int()),
  z: z.array(z.number()),
  /** Two-sided and exact; after the correction, if one was asked for. */
  p: z.array(z.number()),
  /** 1, 2, 3 for p up to the limits, negative where it is cold. */
  classes: z.array(z.number().int().min(-3).max(3)),
})
export type IncidentHotSpots = z.infer<typeof hotSpotsAnswer>
