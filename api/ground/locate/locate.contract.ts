import { z } from 'zod'
import { crsSchema, readDecimal } from '#api/platform/http/shared.contract.ts'

/** Degrees in a query string. */
const degrees = (limit: number) =>
  z.preprocess(
    (text) => (typeof text === 'string' ? readDecimal(text.trim()) : text),
    z.coerce.number().min(-limit).max(limit),
  )

export const locateQuery = z.object({
  lng: degrees(180),
  lat: degrees(90),
  crs: crsSchema.default('wgs84'),
})
export const locateAnswer = z.discriminatedUnion('inside', [
  z.object({
    inside: z.literal(true),
    grid: z.object({ code: z.string(), name: z.string() }),
    group: z.object({ code: z.string() }).nullable(),
    village: z.object({ code: z.string(), name: z.string() }),
    township: z.object({ code: z.string(), name: z.string() }),
    elevationMeters: z.number().nullable(),
  }),
  z.object({
    inside: z.literal(false),
    nearest: z.object({ grid: z.object({ code: z.string(), name: z.string() }), distanceMeters: z.number() }),
  }),
])
export type LocateAnswer = z.infer<typeof locateAnswer>
