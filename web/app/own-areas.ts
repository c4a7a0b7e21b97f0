/** The areas somebody has, without those that lie in another of them: none where it is the whole county. `areas`: where
 *  somebody may read; null for nowhere. Pure. */
export function listOwnAreas(areas: readonly string[] | null, county: string): string[] {
  if (!areas || areas.includes(county)) return []
  return [...new Set(areas.filter((code) => !areas.some((other) => other !== code && code.startsWith(other))))]
}

/** What a list that is limited to no area is a list of: the whole county (null), one area of it by its code, or several.
 *  `areas`: where somebody may read it; null for nowhere. Pure. */
export function findOwnArea(areas: readonly string[] | null, county: string): string | 'several' | null {
  const [first, ...others] = listOwnAreas(areas, county)
  return first === undefined ? null : others.length > 0 ? 'several' : first
}
