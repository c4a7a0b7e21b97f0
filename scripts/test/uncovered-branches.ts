type Span = { start: { line?: number; column?: number } }

/** What the JSON report of a coverage run says of one file (istanbul's format). */
export type FileCoverage = {
  path: string
  branchMap: Record<string, { type: string; loc: Span; locations: Span[] }>
  b: Record<string, number[]>
}

export type BranchReport = { covered: number; total: number; uncovered: string[] }

/** Counts the branches and names those that no test took, as `file:line:column kind`. Paths are given from `root`. Pure. */
export function listUncoveredBranches(report: Record<string, FileCoverage>, root: string): BranchReport {
  const uncovered: string[] = []
  let total = 0
  for (const { path, branchMap, b } of Object.values(report)) {
    const name = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
    for (const [id, { type, loc, locations }] of Object.entries(branchMap))
      for (const [index, { start }] of locations.entries()) {
        total += 1
        if ((b[id]?.[index] ?? 0) > 0) continue
        // An `else` that is not written has no place of its own.
        const { line, column = 0 } = start.line ? start : loc.start
        uncovered.push(`${name}:${line}:${column + 1} ${start.line ? type : 'else'}`)
      }
  }
  const inOrder = new Intl.Collator('en', { numeric: true })
  return { covered: total - uncovered.length, total, uncovered: uncovered.sort(inOrder.compare) }
}
