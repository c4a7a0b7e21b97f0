import { z } from 'zod'
import { crsSchema, lngLatSchema } from '#api/http/shared.contract.ts'

export const maxAreaVertices = 10_000
/** A circle is the geodesic polygon of this many vertices, the first due north. */
export const circleVertices = 128

const position = z.array(z.number()).min(2)
const ring = z.array(position)
export const areaGeometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
])
export const affectedBody = z.union([
  z.strictObject({ area: areaGeometry, crs: crsSchema.optional() }),
  z.strictObject({ center: lngLatSchema, radiusMeters: z.number().positive().max(200_000), crs: crsSchema.optional() }),
])
export type AffectedBody = z.infer<typeof affectedBody>

export const threeFigures = z.object({ min: z.number().int(), likely: z.number().int(), max: z.number().int() })
export const emergencyLevels = ['small', 'medium', 'large', 'extraLarge'] as const
export const affectedAnswer = z.object({
  /** min = grids wholly inside, likely = by share of area, max = all touched. Rounded once, at the end. */
  people: threeFigures,
  households: threeFigures,
  needHelp: threeFigures,
  /** By `people.likely`: under 100, 100–500, 500–1,000, from 1,000 (地质灾害险情 levels). */
  level: z.enum(emergencyLevels),
  grids: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      villageName: z.string(),
      share: z.number(),
      whole: z.boolean(),
      population: z.number().int(),
      households: z.number().int(),
      needHelp: z.number().int(),
    }),
  ),
  incidents: z.object({ open: z.number().int() }),
  edition: z.number().int(),
  elapsedMs: z.number(),
})
export type Affected = z.infer<typeof affectedAnswer>
