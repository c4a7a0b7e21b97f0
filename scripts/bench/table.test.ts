import { describe, expect, it } from 'vitest'
import { judge } from './support.ts'
import { formatTable, readMachine } from './table.ts'

const machine = {
  processor: 'A Processor',
  cores: 2,
  memoryGib: 8,
  node: '20.19.0',
  chromium: '140.0',
  postgresql: '15.4',
}
const facts = { arms: { bare: 'the least | there is', ours: 'all of it' }, unit: 'ms' }

describe('the table of all benches', () => {
  const reports = [
    judge({ ...facts, name: 'reached', rounds: Array(9).fill({ bare: 100, ours: 110 }), reach: { ratio: 1.2 } }),
    judge({ ...facts, name: 'missed', rounds: Array(3).fill({ bare: 1234.5, ours: 2469 }), reach: { ours: 2000 } }),
    judge({ ...facts, name: 'unclear', rounds: Array(3).fill({ bare: 1, ours: 1 }), reach: { ratio: 1.2 } }),
  ]
  const lines = formatTable(reports, machine).split('\n')

  it('has a line for each report, with what was measured, wanted and reached', () => {
    expect(lines[2]).toBe('| reached | 100 ms | 110 ms | 1.10 | ratio ≤ 1.2 | reached | 9 | the least \\| there is |')
    expect(lines[3]).toBe(
      '| missed | 1235 ms | 2469 ms | 2.00 | ours ≤ 2000 ms | missed | 3 | the least \\| there is |',
    )
    expect(lines[4]).toContain('| no verdict: fewer than 9 rounds |')
  })

  it('says what it was measured on', () => {
    expect(lines.join('\n')).toContain('A Processor, 2 cores, 8 GiB; Node 20.19.0, Chromium 140.0, PostgreSQL 15.4.')
    expect(readMachine()).toMatchObject({ node: process.version.slice(1), chromium: expect.stringMatching(/^\d|none/) })
  })
})
