import { describe, expect, it } from 'vitest'
import { listUncoveredBranches } from './uncovered-branches.ts'

const at = (line: number, column: number) => ({ start: { line, column } })

describe('the branches no test took', () => {
  it('are named with file, line and column, in the order of the lines', () => {
    const path = '/project/web/lib/thing.ts'
    const branchMap = {
      0: { type: 'cond-expr', loc: at(10, 2), locations: [at(10, 8), at(10, 12)] },
      1: { type: 'binary-expr', loc: at(9, 0), locations: [at(9, 0), at(9, 5)] },
    }
    const report = { [path]: { path, branchMap, b: { 0: [3, 0], 1: [3, 0] } } }
    expect(listUncoveredBranches(report, '/project')).toEqual({
      covered: 2,
      total: 4,
      uncovered: ['web/lib/thing.ts:9:6 binary-expr', 'web/lib/thing.ts:10:13 cond-expr'],
    })
  })

  it('name an else that is not written by its if', () => {
    const path = '/project/a.ts'
    const branchMap = { 0: { type: 'if', loc: at(4, 2), locations: [at(4, 2), { start: {} }] } }
    const report = { [path]: { path, branchMap, b: { 0: [1, 0] } } }
    expect(listUncoveredBranches(report, '/project').uncovered).toEqual(['a.ts:4:3 else'])
  })

  it('are none when all were taken', () => {
    const path = '/project/a.ts'
    const branchMap = { 0: { type: 'if', loc: at(4, 2), locations: [at(4, 2), { start: {} }] } }
    expect(listUncoveredBranches({ [path]: { path, branchMap, b: { 0: [1, 1] } } }, '/project')).toEqual({
      covered: 2,
      total: 2,
      uncovered: [],
    })
  })
})
