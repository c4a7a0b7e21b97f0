import type { AreaRecord, EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import {
  findForeign,
  firstOwn,
  isElsewhere,
  isOnTheWay,
  mayBeForeign,
  withoutNeutral,
  withoutOrigin,
} from './find-foreign.ts'
import { type NamedArea, type PlaceNames, placeNamesOf } from './place-names.ts'

/** A village, or a group of it, that an address names. */
export type FoundAddress =
  | { kind: 'found'; code: string; name: string; lngLat: LngLat }
  /** It names several, one that may be elsewhere as well, or none small enough: the names that were found, and what is to be added. */
  | { kind: 'unclear'; lacks: 'village' | 'township'; names: string[] }
  /** It names another county, or what that lies in. */
  | { kind: 'foreign'; name: string }
export type NoAddress = Exclude<FoundAddress, { kind: 'found' }>

/** A name without its ending is taken from this length on: `新村` is in every second address. */
const shortestStem = 2
const mostNamed = 6

const chineseDigits = '零一二三四五六七八九'
/** 3, 三, 十二, 二十: up to 99. */
function readSerial(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text]
  const digit = (character: string | undefined, empty: number) =>
    character === undefined || character === '' ? empty : chineseDigits.indexOf(character)
  return text.includes('十') ? digit(tens, 1) * 10 + digit(ones, 0) : digit(ones, 0)
}

/** An area, and how an address writes its name. */
type Written = NamedArea & { written: string }

/** Those of some areas that an address names best, in whole or without 镇, 村, 社区. */
function longestWritten(address: string, areas: readonly NamedArea[]): Written[] {
  const found = areas.flatMap((each): Written[] => {
    const { area, stem } = each
    if (address.includes(area.name)) return [{ ...each, written: area.name }]
    return stem.length >= shortestStem && address.includes(stem) ? [{ ...each, written: stem }] : []
  })
  const longest = Math.max(0, ...found.map(({ written }) => written.length))
  return found.filter(({ written }) => written.length === longest)
}

/** 3组, 第十二村民小组, 5社 right behind the name of a village; 第三社区 is none. */
const serialBehind =
  /^(?:村|社区)?(?:[村居]?委会)?[\p{P}\p{S}]*第?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:村民|小)*(?:组|社(?!区))/u

/** The villages that an address names best, and what stands before and after them. */
function findVillages({ villages }: PlaceNames, address: string, townships: readonly Written[]) {
  // What names the township may be the name of its village as well: 者海镇 is not 者海村.
  const rest = townships.reduce((left, { area }) => left.replace(area.name, ' '.repeat(area.name.length)), address)
  const isWithin = ({ area }: NamedArea) =>
    townships.length === 0 || townships.some((township) => area.code.startsWith(township.area.code))
  const inTownship = longestWritten(rest, villages.filter(isWithin))
  // 鲁纳 may be a township or part of the name of a village elsewhere, 鲁纳箐村.
  const isTownshipSpelled = townships.some(({ area }) => address.includes(area.name))
  const inCounty = isTownshipSpelled ? [] : longestWritten(address, villages)
  const isAnywhere = (inCounty[0]?.written.length ?? 0) > (inTownship[0]?.written.length ?? 0)
  const found = isAnywhere ? inCounty : inTownship
  const at = found[0] ? (isAnywhere ? address : rest).indexOf(found[0].written) : 0
  return { found, before: address.slice(0, at), after: address.slice(at + (found[0]?.written.length ?? 0)) }
}

/** 石桥村，热水镇: a township told afterwards, which is none of ours. */
const townshipBehind = /^[\p{P}\p{S}]+(\p{Script=Han}{2,5}?(?:镇|乡|街道))(?!政府|中心|卫生|上|里|街|下)/u
function namesOtherTownship({ townships }: PlaceNames, after: string): boolean {
  const told = townshipBehind.exec(after)?.[1]
  return told !== undefined && !townships.some(({ area }) => told.endsWith(area.name))
}

/** What stands behind the last of a name in a text; undefined where it has no such name. */
function behind(text: string, name: string | undefined): string | undefined {
  const at = name ? text.lastIndexOf(name) : -1
  return name === undefined || at < 0 ? undefined : text.slice(at + name.length)
}

/** Whether what stands before the name of a village says that it is ours: its township in whole or the county in whole with at most a
 *  road or a building behind it, their short names, or nothing at all where nobody else is likely to have the name. */
function isOurs(
  names: PlaceNames,
  { address, before, after, county }: { address: string; before: string; after: string; county: string | undefined },
  { area, stem, written }: Written,
  township: NamedArea | undefined,
): boolean {
  const inTownship = behind(before, township?.area.name)
  if (inTownship !== undefined) return isOnTheWay(names, inTownship)
  if (namesOtherTownship(names, after)) return false
  const rest = withoutNeutral(names, before)
  const inCounty = behind(before, county)
  // 新村 and 大村 are everywhere, also in this county.
  if (stem.length < shortestStem) return inCounty !== undefined && rest === ''
  if (inCounty !== undefined) {
    // 会泽县古城区 is the old town of the county, whatever its township is called.
    const inTown = names.townships.find((each) => inCounty.startsWith(`${each.stem}区`)) ?? township
    return isOnTheWay(names, inCounty.replace(inTown?.stem ?? '', ''))
  }
  if (mayBeForeign(names, address)) return false
  if (rest !== '') return rest === township?.stem && !isElsewhere(names, rest)
  return written === area.name || (names.countyShort !== null && before.includes(names.countyShort))
}

/** The one village that an address names, or its group where it says which. A township or a county is no place to go to, and no
 *  village is ours by its name alone where something else stands before it. Pure. */
export function findAddress(edition: EditionSnapshot, text: string): FoundAddress {
  const names = placeNamesOf(edition)
  const address = withoutOrigin(names, text.normalize('NFKC').replaceAll(/\s/g, ''))
  const townships = longestWritten(address, names.townships)
  const { found: villages, before, after } = findVillages(names, address, townships)
  const [village] = villages
  const township = village && names.townships.find(({ area }) => village.area.code.startsWith(area.code))
  const townshipAt = township ? before.indexOf(township.area.name) : -1
  // Who is from 会泽县 may live in 昆明新村.
  const first = townshipAt >= 0 ? townshipAt : village ? before.length : firstOwn(names, address)
  const foreign = findForeign(names, address, first)
  if (foreign !== null) return { kind: 'foreign', name: foreign }
  const told = (candidates: readonly Written[]) =>
    candidates.slice(0, mostNamed).map(({ area }) => nameOf(edition, area))
  if (!village) return { kind: 'unclear', lacks: 'village', names: told(townships) }
  const county = edition.areas.get(edition.countyCode)?.name
  if (villages.length > 1 || !isOurs(names, { address, before, after, county }, village, township))
    return { kind: 'unclear', lacks: 'township', names: told(villages) }
  const serial = serialBehind.exec(after)?.[1]
  const group = serial && edition.areas.get(`${village.area.code}${String(readSerial(serial)).padStart(2, '0')}`)
  const { code, seat } = group || village.area
  const name = `${nameOf(edition, village.area)}${group ? group.name : ''}`
  return { kind: 'found', code, name, lngLat: seat }
}

/** With its township, since villages of different townships have the same names. */
const nameOf = (edition: EditionSnapshot, { code, name, level }: AreaRecord): string =>
  level === 'village' ? `${edition.areas.get(code.slice(0, 9))?.name ?? ''}${name}` : name
