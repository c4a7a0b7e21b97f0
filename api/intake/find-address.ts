import type { AreaRecord, EditionSnapshot } from '#api/editions/edition-snapshot.ts'
import type { LngLat } from '#api/http/shared.contract.ts'
import { prepareName } from '#api/search/match-name.ts'
import { findForeign } from './find-foreign.ts'

/** A village, or a group of it, that an address names. */
export type FoundAddress =
  | { kind: 'found'; code: string; lngLat: LngLat }
  /** It names several, or none small enough: the names that were found. */
  | { kind: 'unclear'; names: string[] }
  /** It begins with the name of another county, or of what that lies in. */
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

/** How much of a name an address holds: its length, or that of what is left without 镇, 村, 社区. */
function heldLength(address: string, { name, pinyin }: AreaRecord): number {
  if (address.includes(name)) return name.length
  const stem = [...name].slice(0, prepareName(name, pinyin).stemLength).join('')
  return stem.length >= shortestStem && address.includes(stem) ? stem.length : 0
}

/** Those of some areas that an address names best. */
function longestHeld(address: string, areas: readonly AreaRecord[]): AreaRecord[] {
  const held = areas.map((area) => ({ area, length: heldLength(address, area) })).filter(({ length }) => length > 0)
  const longest = Math.max(0, ...held.map(({ length }) => length))
  return held.filter(({ length }) => length === longest).map(({ area }) => area)
}

/** The one village that an address names, or its group where it says which. A township or a county is no place to go to. Pure. */
export function findAddress(edition: EditionSnapshot, text: string): FoundAddress {
  const address = text.normalize('NFKC').replaceAll(/\s/g, '')
  const foreign = findForeign(edition, address)
  if (foreign !== null) return { kind: 'foreign', name: foreign }
  const areas = [...edition.areas.values()]
  const townships = longestHeld(
    address,
    areas.filter(({ level }) => level === 'township'),
  )
  // What names the township may be the name of its village as well: 者海镇 is not 者海村.
  const rest = townships.reduce((left, { name }) => left.replace(name, ' '), address)
  const villagesOf = (within: readonly AreaRecord[]) =>
    areas.filter(
      ({ level, code }) =>
        level === 'village' && (within.length === 0 || within.some((township) => code.startsWith(township.code))),
    )
  const named = longestHeld(rest, villagesOf(townships))
  // 大海 may be a township or part of the name of a village elsewhere.
  const isTownshipSpelled = townships.some(({ name }) => address.includes(name))
  const villages = named.length === 0 && !isTownshipSpelled ? longestHeld(address, villagesOf([])) : named
  const [village] = villages
  if (!village || villages.length > 1)
    return {
      kind: 'unclear',
      names: (villages.length > 1 ? villages : townships).slice(0, mostNamed).map(nameOf(edition)),
    }
  const serial = /(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:村民小)?[组社]/u.exec(address)?.[1]
  const group = serial && edition.areas.get(`${village.code}${String(readSerial(serial)).padStart(2, '0')}`)
  const { code, seat } = group || village
  return { kind: 'found', code, lngLat: seat }
}

/** With its township, since villages of different townships have the same names. */
const nameOf =
  (edition: EditionSnapshot) =>
  ({ code, name, level }: AreaRecord): string =>
    level === 'village' ? `${edition.areas.get(code.slice(0, 9))?.name ?? ''}${name}` : name
