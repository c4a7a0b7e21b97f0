/** How many rows have come above the row `anchor`, where all that has happened above it is that rows came; else 0: a list that
 *  was filtered or ordered anew is another list. Pure. */
export function findInserted(before: readonly string[], after: readonly string[], anchor: string): number {
  const [was, is] = [before.indexOf(anchor), after.indexOf(anchor)]
  if (was < 0 || is <= was) return 0
  const known = new Set(before)
  const kept = after.slice(0, is).filter((key) => known.has(key))
  return kept.length === was && kept.every((key, place) => key === before[place]) ? is - was : 0
}
