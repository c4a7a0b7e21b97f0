import { z } from 'zod'
import { responsibleRole } from '#api/areas/areas.contract.ts'
import {
  areaCodeSchema,
  areaRefSchema,
  bboxQuery,
  bboxSchema,
  instantSchema,
  listOf,
  listQuery,
  lngLatSchema,
} from '#api/http/shared.contract.ts'

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
/** `bbox` = grids whose own box meets it. */
export const gridsQuery = listQuery.extend({ area: areaCodeSchema.optional(), bbox: bboxQuery.optional() })
export const gridsAnswer = listOf(gridItem)

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

/** Header of the binary answer: u32 little-endian byte length of this JSON, the JSON, `count` delta-coded varint ids
 *  (LEB128, ascending codes as numbers, first one absolute), then `count` u16 little-endian values:
 *  `value = offset + scale * u16`, `noData` = no value. */
export type MetricHeader = {
  metric: Metric
  edition: number
  at: string
  count: number
  scale: number
  offset: number
  noData: number
}
export const metricJson = z.object({ edition: z.number().int(), values: z.record(z.string(), z.number().nullable()) })
