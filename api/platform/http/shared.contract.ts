import { z } from 'zod'

/** The five levels, by the length of the code: 6, 9, 12, 14 and 15 digits. */
export const levels = ['county', 'township', 'village', 'group', 'grid'] as const
export const levelSchema = z.enum(levels)
export type Level = z.infer<typeof levelSchema>

const levelByLength: Record<number, Level> = { 6: 'county', 9: 'township', 12: 'village', 14: 'group', 15: 'grid' }

/** The level of a code, or undefined when it is not a code. Pure. */
export const levelOfCode = (code: string): Level | undefined =>
  /^\d+$/.test(code) ? levelByLength[code.length] : undefined

/** The code one level up by prefix: a grid's and a group's parent is the village. Undefined for a county. Pure. */
export function parentCode(code: string): string | undefined {
  switch (levelOfCode(code)) {
    case 'grid':
    case 'group':
      return code.slice(0, 12)
    case 'village':
      return code.slice(0, 9)
    case 'township':
      return code.slice(0, 6)
    default:
      return undefined
  }
}

export const codeSchema = z
  .string()
  .regex(
    /^(\d{6}|\d{9}|\d{12}|\d{14}|\d{15})$/,
    '编码应为 6、9、12、14 或 15 位数字 / a code has 6, 9, 12, 14 or 15 digits',
  )
export const gridCodeSchema = z.string().regex(/^\d{15}$/, '网格编码为 15 位数字 / a grid code has 15 digits')
/** What `area=` takes: county, township, village or grid, used as a prefix. A group is resolved through its grids. */
export const areaCodeSchema = codeSchema

const emoji = '\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?'
/** Controls, formats, halves, ends of lines and of paragraphs, and the letters of Hangul and Braille that are blank. */
const unseen = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u115f\\u1160\\u3164\\uffa0\\u2800'
/** Text of which all is seen: nothing invisible but what joins the parts of an emoji (👨‍👩‍👧). `also`: other characters it may have. */
export const seenText = (also = '') =>
  new RegExp(`^(?:${emoji}(?:\\u200D${emoji})+|[^${unseen}]${also && `|[${also}]`})*$`, 'u')

/** A name or a word somebody typed: no control characters, of which no database takes the zero byte, no half ones, and none
 *  that is not seen, such as one that turns round what stands behind it. */
export const lineSchema = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(seenText(), '不应有控制字符或看不见的字符 / without control characters and others nobody sees')

export const lngLatSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
/** Always `[longitude, latitude]`, degrees, EPSG:4326. */
export type LngLat = [lng: number, lat: number]
/** `[west, south, east, north]` in degrees. */
export type Bbox = [west: number, south: number, east: number, north: number]
export const bboxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()])

export const crsSchema = z.enum(['wgs84', 'cgcs2000', 'gcj02', 'bd09'])
/** The coordinate system a caller's coordinates are in. `wgs84` when absent; CGCS2000 equals it at this precision. */
export type Crs = z.infer<typeof crsSchema>

/** A number as people write it, or NaN: `Number` alone makes 0 of an empty text and 16 of `0x10`. Pure. */
export const readDecimal = (text: string): number =>
  /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

/** A query string's `bbox=west,south,east,north`. */
export const bboxQuery = z
  .string()
  .transform((text) => text.split(',').map((part) => readDecimal(part.trim())))
  .pipe(bboxSchema)
  .refine(([west, south, east, north]) => west < east && south < north, 'bbox=west,south,east,north')

export const areaRefSchema = z.object({ code: z.string(), level: levelSchema, name: z.string() })
/** One link of a breadcrumb. */
export type AreaRef = z.infer<typeof areaRefSchema>

const [firstInstant, lastInstant] = [Date.UTC(1000, 0, 1), Date.UTC(9999, 11, 31)]

/** An instant as callers write it. Year 0, an instant that is one of year 10000 in UTC, and an offset of 16 hours are ISO
 *  8601 as well, but PostgreSQL refuses them. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine(
    (text) =>
      Date.parse(text) >= firstInstant && Date.parse(text) <= lastInstant && !/[-+](1[6-9]|2\d):\d\d$/.test(text),
    '年份应为 1000 至 9999，时差小于 16 小时 / years 1000 to 9999, an offset below 16 hours',
  )

/** What every list takes. `since` = changed at or after (ISO instant). */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(400).optional(),
  since: instantSchema.optional(),
})

/** One word or several with commas, each of `words`. A word that is not among them is named in the message. */
export const wordList = (words: readonly string[]) =>
  z
    .string()
    .max(200)
    .superRefine((text, context) => {
      for (const word of text.split(','))
        if (!words.includes(word))
          context.addIssue({
            code: 'custom',
            message: `没有“${word}”，可用：${words.join('、')} / no such word; one or several of: ${words.join(', ')}`,
          })
    })

/** What every list answers. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() })
export type ListOf<Item> = { items: Item[]; nextCursor: string | null; total: number }

/** What a list of things not common to all answers. `partial`: the area asked for reaches beyond what the caller may see;
 *  what lies there is neither among the items nor in the total. */
export const scopedListOf = <Item extends z.ZodType>(item: Item) => listOf(item).extend({ partial: z.boolean() })
export type ScopedListOf<Item> = ListOf<Item> & { partial: boolean }

/** Above this many matches `Accept: application/geo+json` answers 422. */
export const geoJsonLimit = 20_000
