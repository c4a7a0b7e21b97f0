import type { SearchItem } from '#api/ground/search/search.contract.ts'
import type { DraftPlace, Roughness } from './incident-draft.ts'

/** Of these the search has one point, which is nobody's house. */
const middles: Readonly<Record<string, Roughness>> = {
  village: 'village',
  group: 'group',
  river: 'water',
  lake: 'water',
  reservoir: 'water',
}

/** A hit that is no place: it has hundreds of them, and whoever was sent to its seat would be in another village. Pure. */
export const isTooLarge = ({ kind }: Pick<SearchItem, 'kind'>): boolean => kind === 'county' || kind === 'township'

/** The place that a hit of the search stands for, and whether it is only roughly there. Pure. */
export function placeOfHit({ code, kind, center }: Pick<SearchItem, 'code' | 'kind' | 'center'>): DraftPlace {
  const rough = middles[kind]
  return { lngLat: center, given: null, gridCode: kind === 'grid' ? code : null, ...(rough && { rough }) }
}
