/** A name prepared for matching: per character the character itself and its reading. */
export type SearchName = {
  characters: string[]
  /** Reading of each character, `ü` as `v`; a character without a reading reads as itself. */
  readings: string[]
  /** Where a generic ending (镇, 村, 社区, …) begins; the length of the name without one. */
  stemLength: number
}

/** How well a name fits: smaller is better. */
export const matchRanks = { exact: 0, prefix: 1, substring: 2 } as const

const endings = ['民族乡', '回族乡', '彝族乡', '苗族乡', '街道', '社区', '县', '镇', '乡', '村', '网格']
const longestReading = 6

const plainReading = (text: string) => text.toLowerCase().replaceAll(/[üǖǘǚǜ]/g, 'v')

/** Prepares a name; `pinyin` has one token a character, as `toPinyin` makes it. Pure. */
export function prepareName(name: string, pinyin: string): SearchName {
  const characters = [...name.toLowerCase()].filter((character) => character.trim() !== '')
  const tokens = plainReading(pinyin).split(' ')
  // A column that somebody filled otherwise (one word) has no reading for single characters.
  const readings = tokens.length === characters.length ? tokens : characters
  const ending = endings.find((candidate) => name.endsWith(candidate) && name.length > candidate.length)
  return { characters, readings, stemLength: characters.length - (ending?.length ?? 0) }
}

/** What a person typed, ready for matching: small letters, no spaces or apostrophes (`zhe hai`, `xi'an`), `ü` as `v`. */
export const prepareQuery = (text: string) => [...plainReading(text.normalize('NFKC')).replaceAll(/[\s'’·]/g, '')]

/** Matches a query against a name: each character of the name takes itself, its whole reading, or the beginning of it, so
 *  `者海`, `zhehai`, `zhh`, `zhz` and `者hai` all fit 者海镇. Gives a rank, or null. Pure; the positions reachable in the
 *  query are walked together, so no input makes it slow. */
export function matchName(name: SearchName, query: readonly string[]): number | null {
  let best: number | null = null
  const lastStart = name.characters.length - 1
  for (let start = 0; start <= lastStart; start++) {
    if (name.characters[start] !== query[0] && name.readings[start]?.[0] !== query[0]) continue
    const rank = matchFrom(name, start, query)
    if (rank === null) continue
    if (rank === matchRanks.exact) return rank
    if (best === null || rank < best) best = rank
    if (best === matchRanks.prefix && start > 0) break
  }
  return best
}

/** A way to have come to a position of the query: `isSpelled` while every reading was taken whole. */
type Reach = Map<number, boolean>

function matchFrom(name: SearchName, start: number, query: readonly string[]): number | null {
  let reached: Reach = new Map([[0, true]])
  let found: number | null = null
  for (let index = start; index < name.characters.length && reached.size > 0; index++) {
    const next: Reach = new Map()
    for (const [position, isSpelled] of reached) stepOver(name, index, query, position, isSpelled, next)
    const end = next.get(query.length)
    if (end !== undefined) {
      const isWhole = end && start === 0 && (index + 1 === name.stemLength || index + 1 === name.characters.length)
      if (isWhole) return matchRanks.exact
      found = start === 0 ? matchRanks.prefix : matchRanks.substring
    }
    next.delete(query.length)
    reached = next
  }
  return found
}

function stepOver(
  name: SearchName,
  index: number,
  query: readonly string[],
  position: number,
  isSpelled: boolean,
  next: Reach,
): void {
  const add = (to: number, isWhole: boolean) => {
    if (!next.get(to)) next.set(to, isWhole)
  }
  if (name.characters[index] === query[position]) {
    add(position + 1, isSpelled)
    if (name.readings[index] === name.characters[index]) return
  }
  const reading = name.readings[index] ?? ''
  const longest = Math.min(reading.length, longestReading)
  for (let length = 1; length <= longest; length++) {
    const typed = query[position + length - 1]
    const letter = reading[length - 1]
    // Who has no ü on the keyboard types v or u.
    if (typed !== letter && !(letter === 'v' && typed === 'u')) return
    add(position + length, isSpelled && length === reading.length)
  }
}
