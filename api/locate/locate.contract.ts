import { z } from 'zod'
import { crsSchema } from '#api/http/shared.contract.ts'

export const locateQuery = z.object({
  lng: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
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
