/** What a list that is limited to no area is a list of: the whole county (null), one area of it by its code, or several.
 *  `areas`: where somebody may read it; null for nowhere. Pure. */
export function findOwnArea(areas: readonly string[] | null, county: string): string | 'several' | null {
  const [first] = areas ?? []
  if (!areas || first === undefined || areas.includes(county)) return null
  // one that lies in another of them adds nothing to it
  const widest = new Set(areas.filter((code) => !areas.some((other) => other !== code && code.startsWith(other))))
  return widest.size === 1 ? ([...widest][0] ?? null) : 'several'
}
