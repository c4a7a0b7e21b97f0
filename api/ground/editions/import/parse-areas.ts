import type { MultiPolygon, Polygon } from 'geojson'
import { z } from 'zod'
import { type GridKind, gridKindSchema } from '#api/ground/grids/grids.contract.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import { type Level, type LngLat, levelOfCode, lngLatSchema, parentCode } from '#api/platform/http/shared.contract.ts'
import type { Headcounts, Relief } from '../edition-snapshot.ts'
import type { RawArea } from './area-reader.ts'
import { cleanGeometry, roundDegrees } from './clean-geometry.ts'
import { type ImportFault, showValue, showWord } from './import-fault.ts'
import { firstPosition } from './source-crs.ts'

/** A grid as a file gives it, checked and rounded. */
export type ImportedGrid = Headcounts &
  Relief & {
    code: string
    name: string
    kind: GridKind
    groupCode: string | null
    seat: LngLat | null
    areaKm2: number | null
    geometry: Polygon | MultiPolygon
    place: string
  }

/** A county, township, village or group as a file gives it. Its figures come from its grids. */
export type ImportedArea = {
  code: string
  level: Exclude<Level, 'grid'>
  name: string
  type: string | null
  seat: LngLat | null
  areaKm2: number | null
  /** What the file says, compared with the sum over the grids. */
  population: number | null
  geometry: Polygon | MultiPolygon
  place: string
}

export type ParsedAreas = { grids: ImportedGrid[]; areas: ImportedArea[]; faults: ImportFault[] }

/** No control characters and no half ones: a database does not take a zero byte in a text. */
const text = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u)
const name = text.trim().min(1).max(100)
const count = z.number().int().min(0).max(2_000_000_000)
const optionalNumber = z.number().nullish().transform(toNull)
const groupDigits = z.string().regex(/^\d{14}$/)
/** As data/huize has it, or with its name, as our own export of the grids has it. */
const groupCode = z.union([groupDigits, z.object({ code: groupDigits }).transform(({ code }) => code)]).nullish()
const gridFields = z.object({
  name,
  kind: gridKindSchema,
  group: groupCode.transform(toNull),
  seat: lngLatSchema.nullish().transform(toNull),
  population: count,
  households: count,
  needHelp: count,
  workersFull: count,
  workersPart: count,
  elevationMin: optionalNumber,
  elevationMean: optionalNumber,
  elevationMax: optionalNumber,
  slopeMean: z.number().min(0).max(90).nullish().transform(toNull),
  areaKm2: z.number().positive().nullish().transform(toNull),
})
const areaFields = z.object({
  name,
  type: text.trim().max(50).nullish().transform(toNull),
  seat: lngLatSchema.nullish().transform(toNull),
  areaKm2: z.number().positive().nullish().transform(toNull),
  population: count.nullish().transform(toNull),
  township: z
    .string()
    .regex(/^\d{9}$/)
    .nullish(),
})

/** Every field that an area may have in a file. */
export const importFields: readonly string[] = [
  ...new Set(['code', ...Object.keys(gridFields.shape), ...Object.keys(areaFields.shape)]),
]

function toNull<Value>(value: Value | null | undefined): Value | null {
  return value ?? null
}

/** The kinds as the people who draw grids call them. */
const kindNames: Readonly<Record<string, GridKind>> = {
  居住: 'residential',
  农村: 'rural',
  商业: 'commercial',
  工业: 'industrial',
  山林: 'forest',
  专属: 'special',
}

const figures = [
  'population',
  'households',
  'needHelp',
  'workersFull',
  'workersPart',
  'elevationMin',
  'elevationMean',
  'elevationMax',
  'slopeMean',
  'areaKm2',
]
/** A number that a text holds whole. Not `041`, which may be a code, nor `1,041`. */
const plainNumber = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/

/** Figures that a program wrote as texts are numbers, and a kind may have its Chinese name. */
function readWords(properties: RawArea['properties']): RawArea['properties'] {
  const read: RawArea['properties'] = {}
  for (const field of figures) {
    const value = properties[field]
    if (typeof value === 'string' && plainNumber.test(value.trim())) read[field] = Number(value)
  }
  const { kind } = properties
  const name = typeof kind === 'string' ? kind.trim().replace(/网格$/, '') : ''
  if (Object.hasOwn(kindNames, name)) read.kind = kindNames[name]
  return { ...properties, ...read }
}

/** What each field should be, for the sentence of a fault. */
const expectations: Record<string, Sentence> = {
  name: {
    zh: '应为 1–100 字的文字，不含控制字符',
    en: 'should be a text of 1–100 characters, none of them a control character',
  },
  type: {
    zh: '应为不超过 50 字的文字，不含控制字符',
    en: 'should be a text of at most 50 characters, none of them a control character',
  },
  kind: {
    zh: `应为 ${Object.entries(kindNames)
      .map(([zh, kind]) => `${kind}（${zh}）`)
      .join('、')} 之一`,
    en: `should be one of ${gridKindSchema.options.join(', ')}, or their Chinese names`,
  },
  group: { zh: '应为 14 位数字', en: 'should have 14 digits' },
  seat: { zh: '应为 [经度, 纬度]', en: 'should be [longitude, latitude]' },
  township: { zh: '应为 9 位数字', en: 'should have 9 digits' },
  areaKm2: { zh: '应为正数（平方千米）', en: 'should be a positive number (km²)' },
  slopeMean: { zh: '应为 0–90 的数（度）', en: 'should be a number 0–90 (degrees)' },
  elevationMin: { zh: '应为数（米）', en: 'should be a number (metres)' },
  elevationMean: { zh: '应为数（米）', en: 'should be a number (metres)' },
  elevationMax: { zh: '应为数（米）', en: 'should be a number (metres)' },
}
const countExpectation: Sentence = { zh: '应为不小于 0 的整数', en: 'should be a whole number from 0' }

export type ParseOptions = {
  /** The six digits of the county served here. */
  county: string
  /** Only areas whose code begins like this may be there. */
  area?: string | undefined
  /** To WGS84. */
  convert?: (lngLat: LngLat) => LngLat
  /** After every thousand features. */
  onProgress?: (done: number) => void
}

/** Checks every feature of the files by itself: code, fields, geometry, and that its parents are the ones its code says.
 *  Pure but for `convert` and `onProgress`; collects faults instead of
 *  stopping at the first, and passes on those that stand among the features. */
export function parseAreas(raws: Iterable<RawArea | ImportFault>, options: ParseOptions): ParsedAreas {
  const { convert = (lngLat) => lngLat } = options
  const parsed: ParsedAreas = { grids: [], areas: [], faults: [] }
  const placeByCode = new Map<string, string>()
  let number = 0
  const parseArea = (raw: RawArea) => {
    const lngLat = findPlace(raw, convert)
    const addFault = ({ lngLat: at = lngLat, ...fault }: Omit<ImportFault, 'place'>) =>
      parsed.faults.push({ ...fault, place: raw.place, ...(at ? { lngLat: at } : {}) })
    const found = readCode(raw.properties.code, options)
    if ('reason' in found) {
      addFault(found)
      return
    }
    const { code } = found
    const earlier = placeByCode.get(code)
    if (earlier !== undefined) {
      const reason = { zh: `编码重复，已在 ${earlier} 出现。`, en: `The code is there already, in ${earlier}.` }
      addFault({ kind: 'duplicate_code', code, reason })
      return
    }
    placeByCode.set(code, raw.place)
    const cleaned = cleanGeometry(raw.geometry, convert)
    if ('reason' in cleaned) addFault({ code, ...cleaned })
    const level = levelOfCode(code) as Level
    const properties = readWords(raw.properties)
    // A village may have a kind of its own; groups are not given as areas.
    if (level === 'group' && gridFields.shape.kind.safeParse(properties.kind).success) {
      const reason = {
        zh: `有网格才有的 kind，编码却只有 ${code.length} 位：网格编码为 15 位，请补上缺少的数字。`,
        en: `It has a kind, which grids alone have, and a code of ${code.length} digits: those of grids have 15, some are missing.`,
      }
      addFault({ kind: 'bad_code', code, reason })
      return
    }
    const fields = (level === 'grid' ? gridFields : areaFields).safeParse(properties)
    if (!fields.success) {
      // Once for each field, however many rules it breaks: 1e300 is too large and is no safe integer.
      const wrong = new Set(fields.error.issues.map(({ path }) => String(path[0])))
      for (const field of wrong) addFault({ code, ...describeField(field, raw) })
      return
    }
    const parentFault = findParentFault(code, fields.data)
    if (parentFault) addFault({ kind: 'outside_parent', code, reason: parentFault })
    if ('needHelp' in fields.data && fields.data.needHelp > fields.data.population) {
      const { needHelp, population } = fields.data
      const reason = {
        zh: `字段 needHelp 是 ${needHelp}，多于本网格的人口 ${population}。`,
        en: `Field needHelp is ${needHelp}: more than the ${population} people of the grid.`,
      }
      addFault({ kind: 'bad_field', code, reason, field: 'needHelp' })
    }
    if ('reason' in cleaned) return
    const { geometry } = cleaned
    const { seat: given } = fields.data
    const seat = given && roundSeat(convert(given))
    if (level === 'grid') {
      const { group, ...rest } = fields.data as z.infer<typeof gridFields>
      parsed.grids.push({ code, ...rest, groupCode: group, seat, geometry, place: raw.place })
    } else {
      const { township: _township, ...rest } = fields.data as z.infer<typeof areaFields>
      parsed.areas.push({ code, level, ...rest, seat, geometry, place: raw.place })
    }
  }
  for (const raw of raws) {
    if (number++ % 1000 === 0) options.onProgress?.(number)
    if ('reason' in raw) parsed.faults.push(raw)
    else parseArea(raw)
  }
  return parsed
}

/** The first vertex of a feature, where it is a place on earth: what a fault of the feature points at. */
function findPlace(raw: RawArea, convert: (lngLat: LngLat) => LngLat): LngLat | undefined {
  const position = firstPosition(raw.geometry)
  if (!position || !lngLatSchema.safeParse(position).success) return undefined
  return roundSeat(convert(position))
}

const roundSeat = ([lng, lat]: LngLat): LngLat => [roundDegrees(lng), roundDegrees(lat)]

type FeatureFault = Pick<ImportFault, 'kind' | 'code' | 'reason'>

function readCode(given: unknown, { county, area = county }: ParseOptions): { code: string } | FeatureFault {
  if (given === undefined || given === null || given === '')
    return { kind: 'missing_code', code: null, reason: { zh: '缺少 code。', en: 'There is no code.' } }
  // Spreadsheets and some exporters turn codes into numbers; 15 digits survive that.
  const code = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given
  if (typeof code !== 'string' || levelOfCode(code) === undefined)
    return {
      kind: 'bad_code',
      code: showWord(given).slice(0, 40),
      reason: {
        zh: `编码 ${showValue(given)} 无效，应为 6、9、12、14 或 15 位数字。`,
        en: `${showValue(given)} is no code: 6, 9, 12, 14 or 15 digits.`,
      },
    }
  if (!code.startsWith(county))
    return {
      kind: 'other_county',
      code,
      reason: {
        zh: `不属于本县 ${county}；服务的县由 ONEGRID_COUNTY 指定。`,
        en: `Not of county ${county}, which ONEGRID_COUNTY names as the one served here.`,
      },
    }
  if (!code.startsWith(area))
    return {
      kind: 'outside_area',
      code,
      reason: {
        zh: `不在要替换的区域 ${area} 之内；请从文件中去掉，或不指定区域、导入全县。`,
        en: `Not in ${area}, the area to replace; take it out of the file, or import the whole county.`,
      },
    }
  return { code }
}

function describeField(field: string, raw: RawArea): Pick<ImportFault, 'kind' | 'reason' | 'field'> {
  const value = raw.properties[field]
  const expected = expectations[field] ?? countExpectation
  if (value === undefined || value === null)
    return {
      kind: 'missing_field',
      field,
      reason: { zh: `缺少字段 ${field}：${expected.zh}。`, en: `Field ${field} is missing: it ${expected.en}.` },
    }
  const shown = showValue(value)
  return {
    kind: 'bad_field',
    field,
    reason: { zh: `字段 ${field} 是 ${shown}，${expected.zh}。`, en: `Field ${field} is ${shown}: it ${expected.en}.` },
  }
}

/** A grid's `group` and a village's `township` must start, or be, what the code itself says. */
function findParentFault(
  code: string,
  fields: z.infer<typeof gridFields> | z.infer<typeof areaFields>,
): Sentence | undefined {
  const parent = parentCode(code)
  if ('group' in fields && fields.group !== null && parent !== undefined && !fields.group.startsWith(parent))
    return {
      zh: `所属小组 ${fields.group} 不在本村 ${parent}。`,
      en: `Its group ${fields.group} is not in its village ${parent}.`,
    }
  if ('township' in fields && fields.township && fields.township !== parent)
    return {
      zh: `所属乡镇 ${fields.township} 与编码的前 9 位不符。`,
      en: `Its township ${fields.township} is not the first 9 digits of its code.`,
    }
  return undefined
}
