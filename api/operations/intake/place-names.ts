import type { AreaRecord, EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import { prepareName } from '#api/ground/search/match-name.ts'
import { chinaDivisions, shortenDivision } from './china-divisions.ts'

export type PlaceName = {
  name: string
  /** Of the county itself, or of what it lies in. */
  isOurs: boolean
  /** 威宁 is not. */
  isWhole: boolean
  /** Whether it is no ordinary word, wherever it stands: 城关区 and 中山区 may be of any town. */
  isTelling: boolean
  /** The short name of nothing but counties of other provinces, many of which are ordinary words: 公安, 金沙. */
  isLoose: boolean
}
/** An area with its name as people shorten it, 者海 of 者海镇. */
export type NamedArea = { area: AreaRecord; stem: string }
/** By their first characters, the longest first. */
type NameIndex = ReadonlyMap<string, readonly PlaceName[]>

/** What a county calls its places, and the country all others. */
export type PlaceNames = {
  townships: readonly NamedArea[]
  villages: readonly NamedArea[]
  areas: NameIndex
  divisions: NameIndex
  /** The county without its ending. */
  countyShort: string | null
  /** The county and what it lies in, whole and shortened, the longest first. */
  upper: readonly string[]
  /** Where somebody is from, which says nothing of where something is: 会泽县人, 者海镇籍, 老家者海镇. */
  origin: RegExp
}

function indexNames(names: Iterable<PlaceName>): NameIndex {
  const index = new Map<string, PlaceName[]>()
  for (const each of [...names].sort((one, other) => other.name.length - one.name.length)) {
    const start = each.name.charAt(0)
    index.set(start, [...(index.get(start) ?? []), each])
  }
  return index
}
/** The longest name that stands at a place of a text. */
export const longestAt = (index: NameIndex, text: string, at: number): PlaceName | undefined =>
  index.get(text.charAt(at))?.find(({ name }) => text.startsWith(name, at))

const anOwn = (name: string): PlaceName => ({ name, isOurs: true, isWhole: true, isTelling: true, isLoose: false })

/** 人民路, 人行道 and 人社局 are nobody from there. */
const fromBehind = '的?(?:人(?![民行大社武才工家防寿])|户?籍|老家)'
const fromBefore = '(?:户籍|籍贯|祖籍|原籍|老家|来自|我是|本人是)(?:所在地|[地在是为]|[\\p{P}\\p{S}])*'
function originOf(names: readonly string[]): RegExp {
  const any = names.map((name) => name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|')
  return new RegExp(`${fromBefore}(?:${any})+|(?:${any})+${fromBehind}`, 'gu')
}

function prepareNames({ areas, countyCode }: Pick<EditionSnapshot, 'areas' | 'countyCode'>): PlaceNames {
  const own = [...areas.values()].filter(({ level }) => level !== 'group')
  const named = own.map((area) => ({
    area,
    stem: [...area.name].slice(0, prepareName(area.name, area.pinyin).stemLength).join(''),
  }))
  const townships = named.filter(({ area }) => area.level === 'township')
  const stems = new Set(townships.map(({ stem }) => stem))
  const county = areas.get(countyCode)?.name ?? ''
  const countyShort = shortenDivision(county)
  // 古城 is of another county as well, 会泽县古城 is not.
  const inCounty = [county, countyShort ?? ''].filter((name) => name !== '')
  const compounds = inCounty.flatMap((name) => townships.map(({ stem }) => `${name}${stem}`))
  const province = countyCode.slice(0, 2)
  const isFar = (code: string) => code.length === 6 && !code.startsWith(province)
  const near = new Set(chinaDivisions().flatMap(({ code, short }) => (short === null || isFar(code) ? [] : [short])))
  const divisions = new Map<string, PlaceName>()
  const upper = new Set(countyShort === null ? [] : [countyShort])
  for (const { code, name, short } of chinaDivisions()) {
    const names = short === null ? [name] : [name, short]
    if (countyCode.startsWith(code)) for (const each of names) upper.add(each)
    const isDistrict = name.endsWith('区') && code.length === 6
    // 城区, 郊区 and 矿区 are in every county.
    if (isDistrict && short === null) continue
    const isNear = code.startsWith(province) && !stems.has(short ?? '')
    for (const each of names)
      if (!divisions.get(each)?.isTelling)
        divisions.set(each, {
          name: each,
          isOurs: false,
          isWhole: each === name,
          isTelling: each === name && short !== null && (!isDistrict || isNear),
          isLoose: each !== name && !near.has(each),
        })
  }
  for (const name of upper) divisions.set(name, anOwn(name))
  const descending = (of: Iterable<string>) => [...of].sort((one, other) => other.length - one.length)
  const towns = townships.flatMap(({ area, stem }) => (stem.length < 2 ? [area.name] : [area.name, stem]))
  return {
    townships,
    villages: named.filter(({ area }) => area.level === 'village'),
    areas: indexNames([...own.map(({ name }) => name), ...compounds].map(anOwn)),
    divisions: indexNames(divisions.values()),
    countyShort,
    upper: descending(upper),
    origin: originOf(descending([...upper, ...inCounty, ...towns])),
  }
}

const prepared = new WeakMap<EditionSnapshot['areas'], PlaceNames>()

/** The names that addresses of an edition are read by, prepared once for each. */
export function placeNamesOf(edition: Pick<EditionSnapshot, 'areas' | 'countyCode'>): PlaceNames {
  const names = prepared.get(edition.areas) ?? prepareNames(edition)
  prepared.set(edition.areas, names)
  return names
}
