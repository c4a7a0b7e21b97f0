import { describe, expect, it } from 'vitest'
import { countTests } from './run-step.ts'

const file = (status: string, ...tests: string[]) => ({
  name: '/somewhere/tests/tables.test.ts',
  status,
  assertionResults: tests.map((one) => ({
    status: one,
    fullName: `a table ${one}`,
    failureMessages: one === 'failed' ? ['Error: no table\n    at tables.test.ts:3'] : [],
  })),
})

describe('counting the tests of a run', () => {
  it('counts what passed, failed and was skipped', () => {
    const report = { testResults: [file('passed', 'passed', 'passed', 'pending'), file('failed', 'failed', 'todo')] }
    expect(countTests(report, 1)).toMatchObject({ passed: 2, failed: 1, skipped: 2 })
  })

  it('counts a file that could not be read as one failure', () => {
    expect(countTests({ testResults: [file('failed')] }, 1)).toMatchObject({ passed: 0, failed: 1, skipped: 0 })
  })

  it('counts a file whose set-up failed, although its tests only say "skipped"', () => {
    expect(countTests({ testResults: [file('failed', 'skipped', 'skipped')] }, 1)).toMatchObject({ failed: 1 })
  })

  it('never says "0 failed" when vitest itself ended badly', () => {
    expect(countTests({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 })
    expect(countTests({ testResults: [file('passed', 'passed')] }, null)).toMatchObject({ failed: 1 })
  })

  it('names each test that failed with the first line of what it said', () => {
    const report = { testResults: [file('failed', 'failed', 'passed'), { ...file('failed'), message: 'no such file' }] }
    expect(countTests(report, 1).failures).toEqual([
      'tables.test.ts > a table failed: Error: no table',
      'tables.test.ts: no such file',
    ])
    expect(countTests({ testResults: [file('passed', 'passed')] }, 7).failures).toEqual(['vitest ended with 7'])
    expect(countTests({ testResults: [file('passed', 'passed')] }, 0).failures).toEqual([])
  })
})
