/** Sizes of the groups a code is read in: county 6, township 3, village 3, then group 2 or grid 3. */
function groupSizes(length: number): number[] {
  if (length === 14) return [6, 3, 3, 2]
  return [6, 3, 3, 3]
}

/** `530326104005003` → `530326 104 005 003`, the way it is read aloud over a radio. Pure. */
export function formatCode(code: string): string {
  const parts: string[] = []
  let start = 0
  for (const size of groupSizes(code.length)) {
    if (start >= code.length) break
    parts.push(code.slice(start, start + size))
    start += size
  }
  if (start < code.length) parts.push(code.slice(start))
  return parts.join(' ')
}
