import type { Steps } from '#api/coverage/steps.ts'
import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { matchName, matchRanks, prepareName, prepareQuery, type SearchName } from './match-name.ts'
import { parseCoordinate } from './parse-coordinate.ts'
import type { SearchItem } from './search.contract.ts'
import type { PlaceRow } from './search.repo.ts'

type Entry = {
  item: SearchItem
  /** Null for groups: 第 3 组 is a name of hundreds, they are found by code. */
  name: SearchName | null
  /** Whether a query of digits finds it: a hamlet carries the code of its grid, which is found itself. */
  hasOwnCode: boolean
  /** County first: see `kindOrder`. */
  order: number
  /** Within a kind: more important first. */
  weight: number
}

const kindOrder = { county: 0, township: 1, village: 2, place: 3, grid: 4, group: 5 } as const

export type SearchIndex = {
  /** The best `limit` matches and how many there are. `byPeople`: of grids and groups with equal names the more populous comes
   *  first. Pure. */
  find(text: string, limit: number, order: { byPeople: boolean }): { items: SearchItem[]; total: number }
}

/** Names between two steps. */
const namesPerStep = 100

/** An index over one edition and the places of one basemap: about 11,000 names, walked in a few milliseconds. In steps:
 *  to prepare the names takes a tenth of a second. */
export function* searchIndexSteps(edition: EditionSnapshot, places: readonly PlaceRow[]): Steps<SearchIndex> {
  const entries: Entry[] = []
  for (const some of [areaEntries(edition), placeEntries(edition, places), gridEntries(edition)])
    for (const entry of some) {
      entries.push(entry)
      if (entries.length % namesPerStep === 0) yield
    }
  return {
    find(text, limit, { byPeople }) {
      const lngLat = parseCoordinate(text)
      if (lngLat) return { items: [describeCoordinate(edition, lngLat)], total: 1 }
      const weightOf = ({ weight, order }: Entry) => (byPeople || order < kindOrder.grid ? weight : 0)
      const query = prepareQuery(text)
      const whole = findEntries(entries, query)
      const found = whole.length > 0 ? whole : findWithin(entries, query)
      found.sort(
        (a, b) =>
          a.rank - b.rank ||
          a.entry.order - b.entry.order ||
          a.entry.item.name.length - b.entry.item.name.length ||
          weightOf(b.entry) - weightOf(a.entry) ||
          compareTexts(a.entry.item.code ?? '', b.entry.item.code ?? ''),
      )
      return { items: found.slice(0, limit).map(({ entry }) => entry.item), total: found.length }
    },
  }
}

/** By code unit, and 0 for equal ones: a comparison that never gives 0 leaves their order to chance. */
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

type Found = { entry: Entry; rank: number }

function findEntries(entries: readonly Entry[], query: readonly string[]): Found[] {
  if (query.length === 0) return []
  const digits = query.every((character) => character >= '0' && character <= '9') ? query.join('') : undefined
  const found: Found[] = []
  for (const entry of entries) {
    const byCode = digits !== undefined && entry.hasOwnCode ? rankCode(entry.item.code, digits) : null
    const rank = byCode ?? (entry.name && matchName(entry.name, query))
    if (rank !== null) found.push({ entry, rank })
  }
  return found
}

/** An address as people say it, 会泽县者海镇五里牌: what the rest names within the area that it begins with, whose name is spelled
 *  in whole or without its ending. */
function findWithin(entries: readonly Entry[], query: readonly string[]): Found[] {
  const beginnings = entries.flatMap(({ item: { kind, code }, name }) => {
    if (!name || code === null || !isWide(kind)) return []
    const length = [name.characters.length, name.stemLength].find(
      (length) => length >= shortestBeginning && startsWith(query, name.characters.slice(0, length)),
    )
    return length === undefined ? [] : [{ code, length }]
  })
  beginnings.sort((a, b) => b.length - a.length)
  for (const { code, length } of beginnings) {
    const within = entries.filter(({ item }) => item.code !== code && item.code?.startsWith(code))
    const rest = query.slice(length)
    const direct = findEntries(within, rest)
    const found = direct.length > 0 ? direct : findWithin(within, rest)
    if (found.length > 0) return found
  }
  return []
}
/** One character is the beginning of too much. */
const shortestBeginning = 2
const isWide = (kind: SearchItem['kind']) => kind === 'county' || kind === 'township' || kind === 'village'
const startsWith = (query: readonly string[], beginning: readonly string[]) =>
  query.length > beginning.length && beginning.every((character, place) => query[place] === character)

function rankCode(code: string | null, digits: string): number | null {
  if (!code?.startsWith(digits)) return null
  return code.length === digits.length ? matchRanks.exact : matchRanks.prefix
}

function* areaEntries(edition: EditionSnapshot): Generator<Entry> {
  for (const area of edition.areas.values())
    yield {
      item: {
        kind: area.level,
        code: area.code,
        name: area.name,
        context: nameContext(edition, area.code),
        center: area.seat,
      },
      name: area.level === 'group' ? null : prepareName(area.name, area.pinyin),
      hasOwnCode: true,
      order: kindOrder[area.level],
      weight: area.population,
    }
}

function* gridEntries(edition: EditionSnapshot): Generator<Entry> {
  for (const grid of edition.grids.values())
    yield {
      item: {
        kind: 'grid',
        code: grid.code,
        name: grid.name,
        context: nameContext(edition, grid.code),
        center: grid.seat,
      },
      name: prepareName(grid.name, grid.pinyin),
      hasOwnCode: true,
      order: kindOrder.grid,
      weight: grid.population,
    }
}

/** Places, but for the seats of areas that the edition itself has. */
function* placeEntries(edition: EditionSnapshot, places: readonly PlaceRow[]): Generator<Entry> {
  for (const place of places) {
    if (place.kind !== 'hamlet' && place.code !== null && edition.areas.has(place.code)) continue
    const gridCode = place.code?.length === 15 ? place.code : edition.index.locate(place.center)
    yield {
      item: {
        kind: place.kind,
        code: place.code,
        name: place.name,
        context: gridCode ? nameContext(edition, gridCode) : '',
        center: place.center,
      },
      name: prepareName(place.name, place.pinyin),
      hasOwnCode: false,
      order: kindOrder.place,
      weight: -place.rank,
    }
  }
}

/** Village and township of a code, for telling equal names apart: `五里村 · 者海镇`. */
function nameContext(edition: EditionSnapshot, code: string): string {
  return [12, 9, 6]
    .filter((length) => length < code.length)
    .slice(0, 2)
    .map((length) => edition.areas.get(code.slice(0, length))?.name)
    .filter((name) => name !== undefined)
    .join(' · ')
}

function describeCoordinate(edition: EditionSnapshot, lngLat: LngLat): SearchItem {
  const code = edition.index.locate(lngLat)
  const grid = code === null ? undefined : edition.grids.get(code)
  return {
    kind: 'coordinate',
    code,
    name: lngLat.map((degrees) => degrees.toFixed(6)).join(', '),
    context: grid ? [grid.name, nameContext(edition, grid.code)].join(' · ') : '',
    center: lngLat,
  }
}
