import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import { matchName, prepareName, prepareQuery } from '#api/ground/search/match-name.ts'
import type { TextFilter } from './incidents.repo.ts'

/** More places than this are no answer to what somebody typed, and a long condition. */
const mostPlaces = 60

/** What somebody typed as conditions on incidents, one a word: all of them are to hold. Pure. */
export const readTextFilters = (typed: string, edition: EditionSnapshot | undefined): TextFilter[] =>
  typed.split(/\s+/).map((word) => readTextFilter(word, edition))

/** Also those in a township or village of that name. */
function readTextFilter(typed: string, edition: EditionSnapshot | undefined): TextFilter {
  const letters = prepareQuery(typed)
  const codes: string[] = []
  for (const { code, level, name, pinyin } of edition?.areas.values() ?? []) {
    if (level !== 'township' && level !== 'village') continue
    // In the order of codes: a township comes before its villages, which it holds already.
    if (codes.length >= mostPlaces || codes.some((outer) => code.startsWith(outer))) continue
    if (matchName(prepareName(name, pinyin), letters) !== null) codes.push(code)
  }
  const reading = letters.join('')
  return { typed, reading: /^[a-z0-9]+$/.test(reading) ? reading : '', codes }
}
