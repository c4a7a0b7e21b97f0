import { describe, expect, it } from 'vitest'
import { countTests } from './run-step.ts'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
})

describe('counting the tests of a run', () => {
  it('counts what passed, failed and was skipped', () => {
    const report = { testResults: [file('passed', 'passed', 'passed', 'pending'), file('failed', 'failed', 'todo')] }
    expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 })
  })

  it('counts a file that could not be read as one failure', () => {
    expect(countTests({ testResults: [file('failed')] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('counts a file whose set-up failed, although its tests only say "skipped"', () => {
    expect(countTests({ testResults: [file('failed', 'skipped', 'skipped')] }, 1)).toMatchObject({ failed: 1 })
  })

  it('never says "0 failed" when vitest itself ended badly', () => {
    expect(countTests({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 })
    expect(countTests({ testResults: [file('passed', 'passed')] }, null)).toMatchObject({ failed: 1 })
  })
})
