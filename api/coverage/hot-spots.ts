import type { Steps } from './steps.ts'

/** Per place: how far the sum of its neighbourhood lies from what chance gives, and how seldom chance gives as much. */
export type HotSpots = { z: Float64Array; p: Float64Array }

/**
 * The local statistic Gi* of counts on a neighbourhood: the place itself and its neighbours, all with weight one
 * (Getis & Ord 1992, Geographical Analysis 24, 189–206; Ord & Getis 1995, ibid. 27, 286–306: the standardised form).
 * Nothing is hot or cold (z 0, p 1) where all counts are equal or a neighbourhood is all there is. A place without
 * neighbours stands for itself.
 *
 * `p` is two-sided and does not come from the normal distribution: a county has few incidents and many grids, a single
 * one then gives six grids around it z = 3 ("p = 0.002"), and one grid in twelve would be called hot in data that are pure
 * chance. It is exact instead: what share of all ways to deal the same counts out to the places gives a neighbourhood of
 * this size such a sum or one further out, the smaller tail twice. It depends on the size alone, so one table serves all.
 *
 * `counts` are whole numbers from 0. Pure; yields between the distinct counts.
 */
export function* measureHotSpots(
  counts: readonly number[],
  adjacency: readonly (readonly number[])[],
): Steps<HotSpots> {
  const n = counts.length
  const [z, p] = [new Float64Array(n), new Float64Array(n).fill(1)]
  const mean = counts.reduce((sum, count) => sum + count, 0) / n
  const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / n)
  if (!(deviation > 0)) return { z, p }
  const sums = counts.map((count, at) =>
    (adjacency[at] ?? []).reduce((sum, other) => sum + (counts[other] as number), count),
  )
  const sizes = counts.map((_, at) => 1 + (adjacency[at] ?? []).length)
  const table = yield* dealOut(counts, Math.max(...sizes))
  const tails = new Map<number, Tails>()
  for (const [at, size] of sizes.entries()) {
    if (size >= n) continue
    const sum = sums[at] as number
    z[at] = (sum - mean * size) / (deviation * Math.sqrt((n * size - size * size) / (n - 1)))
    const { below, above } = tails.get(size) ?? tailsOf(table[size] as Float64Array)
    tails.set(size, { below, above })
    p[at] = Math.min(1, 2 * Math.min(below[sum] as number, above[sum] as number))
  }
  return { z, p }
}

/** Per sum: the share of what is not above it, and of what is not below it. */
type Tails = { below: Float64Array; above: Float64Array }

function tailsOf(shares: Float64Array): Tails {
  const [below, above] = [Float64Array.from(shares), Float64Array.from(shares)]
  for (let sum = 1; sum < below.length; sum++) below[sum] = (below[sum] as number) + (below[sum - 1] as number)
  for (let sum = above.length - 2; sum >= 0; sum--) above[sum] = (above[sum] as number) + (above[sum + 1] as number)
  return { below, above }
}

/**
 * Per number of places (up to `most`) and sum, the share of all choices of so many places that have this sum. Counts that
 * are equal are taken together; each entry is kept as a share of all choices, so that nothing overflows.
 */
function* dealOut(counts: readonly number[], most: number): Steps<Float64Array[]> {
  const n = counts.length
  const largest = [...counts]
    .sort((a, b) => b - a)
    .slice(0, most)
    .reduce((sum, count) => sum + count, 0)
  let table = Array.from({ length: most + 1 }, () => new Float64Array(largest + 1))
  ;(table[0] as Float64Array)[0] = 1
  const numbers = new Map<number, number>()
  for (const count of counts) numbers.set(count, (numbers.get(count) ?? 0) + 1)
  for (const [count, number] of numbers) {
    const next = table.map((row) => Float64Array.from(row))
    for (let taken = 0; taken < most; taken++) {
      const row = table[taken] as Float64Array
      // How many choices of `taken + more` come from one of `taken`, as a share of theirs.
      let weight = 1
      for (let more = 1; taken + more <= most && more <= number; more++) {
        weight *= ((taken + more) / more) * ((number - more + 1) / (n - taken - more + 1))
        const into = next[taken + more] as Float64Array
        const shift = more * count
        for (let sum = 0; sum + shift <= largest; sum++)
          if (row[sum] !== 0) into[sum + shift] = (into[sum + shift] as number) + weight * (row[sum] as number)
      }
      yield
    }
    table = next
  }
  return table
}

/** p-values that bear being looked at all together: the share of false ones among those at or below a limit stays below
 *  it (Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57, 289–300). Pure. */
export function correctForMany(p: Float64Array): Float64Array {
  const order = [...p.keys()].sort((a, b) => (p[b] as number) - (p[a] as number))
  const corrected = new Float64Array(p.length)
  let least = 1
  for (const [place, at] of order.entries()) {
    least = Math.min(least, ((p[at] as number) * p.length) / (p.length - place))
    corrected[at] = least
  }
  return corrected
}

/** 1, 2, 3 for p up to 0.1, 0.05 and 0.01, negative where it is cold; 0 for what chance gives as well. Pure. */
export function classOfHotSpot(z: number, p: number): -3 | -2 | -1 | 0 | 1 | 2 | 3 {
  // A share of all choices is a sum of rounded numbers.
  const step = p <= 0.01 + 1e-12 ? 3 : p <= 0.05 + 1e-12 ? 2 : p <= 0.1 + 1e-12 ? 1 : 0
  return (z < 0 && step > 0 ? -step : step) as -3 | -2 | -1 | 0 | 1 | 2 | 3
}
