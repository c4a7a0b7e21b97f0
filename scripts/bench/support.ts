/** Arithmetic and words all benches share. The machine's mood is in every measurement, so the arms take turns, a ratio is
 *  made within a round, and the median of the rounds is the figure. */

export type Round = { bare: number; ours: number }

export type BenchReport = {
  name: string
  unit: string
  /** What each arm does, in one sentence. */
  arms: { bare: string; ours: string }
  rounds: Round[]
  bare: Spread
  ours: Spread
  /** Median of the rounds' ours ÷ bare. */
  ratio: number
  /** What is to be reached: a ratio, or a value of ours in `unit`. */
  reach: { ratio: number } | { ours: number }
  verdict: 'reached' | 'missed' | 'no verdict'
  /** Why there is no verdict. */
  reason?: string
  notes?: Record<string, number | string>
}

export type Spread = { median: number; p10: number; p90: number }

const fewestRounds = 9
/** A bare arm that varies more than this says that the machine was busy with something else. */
const largestBareSpread = 2.5

/** Value below which `share` of the values lie, linear between two. Pure; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

const spreadOf = (values: number[]): Spread => ({
  median: quantile(values, 0.5),
  p10: quantile(values, 0.1),
  p90: quantile(values, 0.9),
})

/** Runs both arms in turns, the order changing each round, after one round that does not count. */
export async function runRounds(
  rounds: number,
  arms: { bare: () => Promise<number>; ours: () => Promise<number> },
  options: { warmUp?: boolean } = {},
): Promise<Round[]> {
  const results: Round[] = []
  for (let number = options.warmUp === false ? 0 : -1; number < rounds; number += 1) {
    let bare: number
    let ours: number
    if (number % 2 === 0) {
      bare = await arms.bare()
      ours = await arms.ours()
    } else {
      ours = await arms.ours()
      bare = await arms.bare()
    }
    if (number < 0) continue
    results.push({ bare, ours })
    process.stderr.write(`  ${number + 1}/${rounds}: bare ${formatValue(bare)}, ours ${formatValue(ours)}\n`)
  }
  return results
}

/** Pure. */
export function judge(facts: Pick<BenchReport, 'name' | 'unit' | 'arms' | 'rounds' | 'reach' | 'notes'>): BenchReport {
  const bare = spreadOf(facts.rounds.map((round) => round.bare))
  const ours = spreadOf(facts.rounds.map((round) => round.ours))
  const ratio = quantile(
    facts.rounds.map((round) => round.ours / round.bare),
    0.5,
  )
  const report = { ...facts, bare, ours, ratio }
  if ('ours' in facts.reach) return { ...report, verdict: ours.median <= facts.reach.ours ? 'reached' : 'missed' }
  if (facts.rounds.length < fewestRounds)
    return { ...report, verdict: 'no verdict', reason: `fewer than ${fewestRounds} rounds` }
  if (!(bare.p90 / bare.p10 <= largestBareSpread))
    return { ...report, verdict: 'no verdict', reason: `the bare arm varies by ${(bare.p90 / bare.p10).toFixed(1)}` }
  return { ...report, verdict: ratio <= facts.reach.ratio ? 'reached' : 'missed' }
}

/** Three digits, or whole from a thousand on. Pure. */
export function formatValue(value: number): string {
  return value >= 1000 ? Math.round(value).toString() : value.toPrecision(3)
}

export function printReport(report: BenchReport): void {
  const { unit, bare, ours, ratio, reach, verdict, reason } = report
  const describeSpread = ({ median, p10, p90 }: Spread) =>
    `${formatValue(median)} ${unit} (p10 ${formatValue(p10)}, p90 ${formatValue(p90)})`
  console.log(`\n${report.name}, ${report.rounds.length} rounds`)
  console.log(`  bare   ${describeSpread(bare)}: ${report.arms.bare}`)
  console.log(`  ours   ${describeSpread(ours)}: ${report.arms.ours}`)
  console.log(`  ratio  ${ratio.toFixed(3)}`)
  for (const [note, value] of Object.entries(report.notes ?? {})) console.log(`  ${note}: ${value}`)
  console.log(`  reach  ${'ratio' in reach ? `ratio ≤ ${reach.ratio}` : `ours ≤ ${reach.ours} ${unit}`}`)
  console.log(`  ${verdict}${reason ? `: ${reason}` : ''}`)
}
