import { z } from 'zod'
import { responsibleRole } from '#api/ground/areas/areas.contract.ts'
import {
  areaCodeSchema,
  areaRefSchema,
  bboxQuery,
  bboxSchema,
  instantSchema,
  listOf,
  listQuery,
  lngLatSchema,
} from '#api/platform/http/shared.contract.ts'
import { hiddenCounts } from '#api/platform/http/shared-screen.contract.ts'

export const gridKinds = ['residential', 'rural', 'commercial', 'industrial', 'forest', 'special'] as const
export const gridKindSchema = z.enum(gridKinds)
export type GridKind = z.infer<typeof gridKindSchema>

export const directions = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const

export const gridDetail = z.object({
  code: z.string(),
  level: z.literal('grid'),
  name: z.string(),
  kind: gridKindSchema,
  group: z.object({ code: z.string(), name: z.string() }).nullable(),
  population: z.number().int(),
  households: z.number().int(),
  needHelp: z.number().int(),
  workersFull: z.number().int(),
  workersPart: z.number().int(),
  elevationMin: z.number().nullable(),
  elevationMean: z.number().nullable(),
  elevationMax: z.number().nullable(),
  slopeMean: z.number().nullable(),
  areaKm2: z.number(),
  seat: lngLatSchema,
  bounds: bboxSchema,
  parents: z.array(areaRefSchema),
  /** Which editions the row holds for: `from` inclusive, `to` exclusive or null. */
  editions: z.object({ from: z.number().int(), to: z.number().int().nullable() }),
  edition: z.number().int(),
  neighbours: z.array(
    z.object({ code: z.string(), name: z.string(), direction: z.enum(directions), sharedBorderMeters: z.number() }),
  ),
  responsible: z.array(responsibleRole),
})
export type GridDetail = z.infer<typeof gridDetail>
/** The grid for a shared screen. */
export const sharedGridDetail = gridDetail.extend(hiddenCounts).extend({
  responsible: z.array(responsibleRole.omit({ workersFull: true, workersPart: true })),
})
export type SharedGridDetail = z.infer<typeof sharedGridDetail>

/** `at`: the grid as it was valid at this instant. */
export const gridQuery = z.object({ at: instantSchema.optional() })

const codeAndName = z.object({ code: z.string(), name: z.string() })
/** A grid in a list: everything a table shows, without its polygon. */
export const gridItem = z.object({
  code: z.string(),
  name: z.string(),
  kind: gridKindSchema,
  group: codeAndName.nullable(),
  village: codeAndName,
  township: codeAndName,
  population: z.number().int(),
  households: z.number().int(),
  needHelp: z.number().int(),
  workersFull: z.number().int(),
  workersPart: z.number().int(),
  elevationMean: z.number().nullable(),
  slopeMean: z.number().nullable(),
  areaKm2: z.number(),
  /** The label point, where people live. */
  center: lngLatSchema,
})
export type GridItem = z.infer<typeof gridItem>
export const sharedGridItem = gridItem.extend(hiddenCounts)
export type SharedGridItem = z.infer<typeof sharedGridItem>
/** `bbox` = grids whose own box meets it. */
export const gridsQuery = listQuery.extend({ area: areaCodeSchema.optional(), bbox: bboxQuery.optional() })
export const gridsAnswer = listOf(gridItem)
export const sharedGridsAnswer = listOf(sharedGridItem)

/** What the choropleth and the table can show. `needHelpShare` is a fraction 0–1. */
export const metrics = [
  'population',
  'density',
  'households',
  'workersPerThousand',
  'elevation',
  'area',
  'needHelpShare',
] as const
export const metricSchema = z.enum(metrics)
export type Metric = z.infer<typeof metricSchema>
/** Of the ground, not of people. */
export const groundMetrics: readonly Metric[] = ['elevation', 'area']
/** Counts of people or of their homes, not shares of something. */
export const countMetrics: readonly Metric[] = ['population', 'households']
/** No count of people below it stands where everybody reads it: on a wall, on a print. */
export const leastShownPeople = 10

/** Whose figure a grid has: its own; or on a shared screen that of its village, but for its height and its size. Of people and
 *  households that is the mean of the village's grids, and nothing where it is below ten. */
export const metricResolutions = ['grid', 'village'] as const
export type MetricResolution = (typeof metricResolutions)[number]

/** Header of the binary answer: u32 little-endian byte length of this JSON, the JSON, `count` delta-coded varint ids
 *  (LEB128, ascending codes as numbers, first one absolute), then `count` u16 little-endian values:
 *  `value = offset + scale * u16`, `noData` = no value. */
export type MetricHeader = {
  metric: Metric
  resolution: MetricResolution
  edition: number
  at: string
  count: number
  scale: number
  offset: number
  noData: number
}
export const metricJson = z.object({
  edition: z.number().int(),
  resolution: z
    .enum(metricResolutions)
    .describe('公共屏幕得到的是所在村的数值 / a shared screen gets the figures of villages'),
  values: z.record(z.string(), z.number().nullable()),
})
