/** How a run is killed: after so many statements, or so many milliseconds into its COMMIT. */
export type KillPoint = { ONEGRID_KILL_AT: string } | { ONEGRID_KILL_AFTER: string }

/** `count` points over a run whose last transaction, the one that changes something, goes from statement `start` to `end`:
 *  one in five before it, one in five in its COMMIT, the rest over it. Pure. */
export function spreadKillPoints(options: { count: number; start: number; end: number }): KillPoint[] {
  const { count, start, end } = options
  const outside = start === 0 ? 0 : Math.floor(count / 5)
  const committing = Math.max(1, Math.floor(count / 5))
  const inside = Math.max(1, count - outside - committing)
  const at = (statement: number): KillPoint => ({ ONEGRID_KILL_AT: String(Math.max(1, Math.round(statement))) })
  const spread = (from: number, to: number, points: number) =>
    Array.from({ length: points }, (_, point) => at(from + ((point + 0.5) * (to - from)) / points))
  return [
    ...spread(0, start, outside),
    ...spread(start, end, inside),
    // COMMIT takes some milliseconds: from before it is sent to after it is answered.
    ...Array.from({ length: committing }, (_, point) => ({ ONEGRID_KILL_AFTER: String(point * 2) })),
  ]
}
