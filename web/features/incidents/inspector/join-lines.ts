/** The lines of a history that only ever grows, out of its last ones and of what was read of it from the beginning, which may be
 *  some time ago. Without enough of that, the last ones. Pure. */
export function joinLines<Line>(
  last: readonly Line[],
  count: number,
  fromStart: readonly Line[] | undefined,
): { lines: readonly Line[]; missing: number } {
  const earlier = count - last.length
  if (earlier <= 0) return { lines: last, missing: 0 }
  if (fromStart === undefined || fromStart.length < earlier) return { lines: last, missing: earlier }
  return { lines: [...fromStart.slice(0, earlier), ...last], missing: 0 }
}
