import { z } from 'zod'
import { bboxSchema, listOf, listQuery } from '#api/platform/http/shared.contract.ts'

export const currentEdition = z.object({
  number: z.number().int(),
  effectiveFrom: z.string(),
  /** `[west, south, east, north]` of the county. */
  bounds: bboxSchema,
  /** URL template of the edition's tiles. */
  tiles: z.string(),
  /** Names of the vector layers in the tiles. */
  layers: z.array(z.string()),
  county: z.object({ code: z.string(), name: z.string() }),
  gridCount: z.number().int(),
  /** URL templates of the basemap and terrain that go with it, null where none was loaded. */
  basemap: z
    .object({ tiles: z.string(), minzoom: z.number(), maxzoom: z.number(), layers: z.array(z.string()) })
    .nullable(),
  terrain: z
    .object({
      tiles: z.string(),
      minzoom: z.number(),
      maxzoom: z.number(),
      tileSize: z.number(),
      encoding: z.literal('terrarium'),
      bounds: bboxSchema,
    })
    .nullable(),
  /** True while demonstration data are loaded: every screen says so. */
  demo: z.boolean(),
  attributions: z.array(z.object({ zh: z.string(), en: z.string() })),
})
export type CurrentEdition = z.infer<typeof currentEdition>

export const editionItem = z.object({
  number: z.number().int(),
  state: z.enum(['current', 'former']),
  effectiveFrom: z.string(),
  /** When the next one took its place; null while current. */
  effectiveTo: z.string().nullable(),
  madeBy: z.string(),
  gridCount: z.number().int(),
  demo: z.boolean(),
})
export type EditionItem = z.infer<typeof editionItem>
export const editionsQuery = listQuery
export const editionsAnswer = listOf(editionItem)

/** The steps of an import, in their order. `wait`: for an import that may have died; only where there was one. */
export const importSteps = ['read', 'parse', 'snap', 'check', 'wait', 'write', 'tiles', 'publish'] as const

/** What an import can replace, in words: `--area …`, `area: …`. */
export const replaceableWords = {
  zh: '应为本县或其乡镇、村、网格的编码（6、9、12 或 15 位数字）',
  en: 'should be the code of the county, or of a township, village or grid in it (6, 9, 12 or 15 digits)',
}
/** What an import can replace. A group's code is not the beginning of its grids' codes. */
export const replaceableCode = z
  .string()
  .regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/, `${replaceableWords.zh} / ${replaceableWords.en}`)

/** Faults of files given as the county's that its own code as the area to replace sets aside: it is meant so. */
export const meantFaults: ReadonlySet<string> = new Set(['too_few_grids', 'misread_crs'])

/** The widest gap or overlap, in metres, that an import may close. Above it a difference is no measuring error any more but
 *  another border. */
export const maxSnapMeters = 2
/** Faults between neighbours: they may be no more than measuring errors, which closing small gaps mends. */
export const snappableFaults: ReadonlySet<string> = new Set([
  'gap',
  'overlap',
  'crossing',
  't_junction',
  'not_union',
  'outside_outline',
])
