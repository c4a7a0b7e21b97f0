import { z } from 'zod'
import { crsSchema } from '#api/platform/http/shared.contract.ts'
import { hidden, hiddenField } from '#api/platform/http/shared-screen.contract.ts'

export const maxAreaVertices = 10_000
/** A circle is the geodesic polygon of this many vertices, the first due north. */
export const circleVertices = 128
const position = z.array(z.number()).min(2)
const ring = z.array(position)
/** GeoJSON lets a geometry have members of its own (RFC 7946, 6.1): nothing goes by them. But a `crs`, as of old, would be about
 *  another place if it were passed over. */
const crs = z.never('区域里不能有 crs：坐标一律为 WGS84 / an area has no crs: its coordinates are WGS84').optional()
export const areaGeometry = z
  .discriminatedUnion('type', [
    z.looseObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1), crs }),
    z.looseObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1), crs }),
  ])
  .transform(({ type, coordinates }) => ({ type, coordinates }) as AreaGeometry)
type AreaGeometry =
  | { type: 'Polygon'; coordinates: z.output<typeof ring>[] }
  | { type: 'MultiPolygon'; coordinates: z.output<typeof ring>[][] }
/** Either `area`, or `center` and `radiusMeters`. One object with a check, not a union: a union says of a wrong body only
 *  that nothing fits, and names no field. Coordinates outside the world are a refused geometry (422), not checked here. */
export const affectedBody = z
  .strictObject({
    area: areaGeometry.optional(),
    center: z.tuple([z.number(), z.number()]).optional(),
    radiusMeters: z.number().positive().max(200_000).optional(),
    crs: crsSchema.optional(),
  })
  .superRefine(({ area, center, radiusMeters }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (area !== undefined) {
      if (center !== undefined) refuse('center', 'area 与 center 只能给一个 / give area or center, not both')
      if (radiusMeters !== undefined) refuse('radiusMeters', '只随 center 使用 / goes with center only')
      return
    }
    if (center === undefined && radiusMeters === undefined)
      refuse('area', '请给 area，或 center 与 radiusMeters / give area, or center and radiusMeters')
    else if (center === undefined) refuse('center', '缺少圆心 / the centre is missing')
    else if (radiusMeters === undefined) refuse('radiusMeters', '缺少半径 / the radius is missing')
  })
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
  /** Whole ones first, then by share. */
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
  /** People and grids are always those of the whole area; incidents only those the caller may see, and `partial` says that
   *  the area holds grids beyond. */
  incidents: z.object({ open: z.number().int(), partial: z.boolean() }),
  /** So that nobody takes "0 people, small" for an answer where the map ends. Nothing is known of that part. */
  outsideShare: z
    .number()
    .min(0)
    .max(1)
    .describe(
      '所查范围在本县之外的面积占比：0 全在县内，1 全在县外；县外部分没有数据，不计入人数。/ Share of the area asked for that lies outside the county: 0 wholly inside, 1 wholly outside. Nothing is known of that part, and nobody in it is counted.',
    ),
  edition: z.number().int(),
  elapsedMs: z.number(),
})
export type Affected = z.infer<typeof affectedAnswer>

/** For a shared screen: which grids are touched, and how much of each. No sum either: two circles that differ by one grid
 *  would give its people, and so would the circle at which `level` changes. */
export const sharedAffectedAnswer = affectedAnswer.extend({
  people: hiddenField,
  households: hiddenField,
  needHelp: hiddenField,
  level: hiddenField,
  grids: z.array(
    affectedAnswer.shape.grids.element.extend({
      population: hiddenField,
      households: hiddenField,
      needHelp: hiddenField,
      hidden,
    }),
  ),
  incidents: affectedAnswer.shape.incidents.extend({ open: hiddenField }),
  hidden,
})
export type SharedAffected = z.infer<typeof sharedAffectedAnswer>
