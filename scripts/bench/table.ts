import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { findChromium, findPostgresBinaries } from '../../tests/support/find-tools.ts'
import { type BenchReport, formatValue } from './support.ts'

/** What the figures were measured on. No names of hosts or people. */
export type Machine = {
  processor: string
  cores: number
  memoryGib: number
  node: string
  chromium: string
  postgresql: string
}

export function readMachine(): Machine {
  const chromium = findChromium()
  const postgres = findPostgresBinaries()
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version.slice(1),
    chromium: chromium === null ? 'none' : readVersion(chromium),
    postgresql: postgres === null ? 'none' : readVersion(postgres.postgres),
  }
}

/** The number in what a program says of its version. */
function readVersion(program: string): string {
  try {
    const text = execFileSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000, stdio: 'pipe' })
    return /\d+(\.\d+)+/.exec(text)?.[0] ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

/** All reports as one Markdown table, with the machine below. Pure. */
export function formatTable(reports: readonly BenchReport[], machine: Machine): string {
  const rows = reports.map(({ name, unit, bare, ours, ratio, reach, rounds, verdict, reason, arms }) => [
    name,
    `${formatValue(bare.median)} ${unit}`,
    `${formatValue(ours.median)} ${unit}`,
    ratio.toFixed(2),
    'ratio' in reach ? `ratio ≤ ${reach.ratio}` : `ours ≤ ${reach.ours} ${unit}`,
    `${verdict}${reason ? `: ${reason}` : ''}`,
    String(rounds.length),
    arms.bare,
  ])
  const lineOf = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const head = ['bench', 'bare', 'ours', 'ratio', 'to reach', 'verdict', 'rounds', 'the bare arm']
  const { processor, cores, memoryGib, node, chromium, postgresql } = machine
  return [
    lineOf(head),
    lineOf(head.map((_, column) => (column >= 1 && column <= 3 ? '---:' : '---'))),
    ...rows.map(lineOf),
    '',
    `${processor}, ${cores} cores, ${memoryGib} GiB; Node ${node}, Chromium ${chromium}, PostgreSQL ${postgresql}. Medians; a ratio is the median of the rounds' ratios.`,
    '',
  ].join('\n')
}
