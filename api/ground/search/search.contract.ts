import { z } from 'zod'
import { lngLatSchema } from '#api/platform/http/shared.contract.ts'

export const searchQuery = z.object({
  q: z.string().trim().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})
export const searchItem = z.object({
  /** An area's level, a place's kind (`peak`, `hamlet`, `pass`, `lake`, `reservoir`), or `coordinate`. */
  kind: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  /** Where it lies, for telling equal names apart: "五里村 · 者海镇". */
  context: z.string(),
  center: lngLatSchema,
})
export type SearchItem = z.infer<typeof searchItem>
export const searchAnswer = z.object({ items: z.array(searchItem), nextCursor: z.null(), total: z.number().int() })
