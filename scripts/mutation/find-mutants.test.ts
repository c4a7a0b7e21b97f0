import { describe, expect, it } from 'vitest'
import { findMutants } from './find-mutants.ts'

const changesOf = (source: string) =>
  findMutants(source).map(({ original, replacement }) => `${original} → ${replacement}`)

describe('the mutants of a source', () => {
  it('change operators, conditions, constants, names of bounds, calls and jumps', () => {
    expect(changesOf('if (a < 1 && !b) f()')).toEqual([
      'a < 1 && !b → true',
      'a < 1 && !b → false',
      '< → <=',
      '1 → 2',
      '&& → ||',
      '! →  ',
      'f() → ;',
    ])
    expect(changesOf('for (;;) { x += Math.min(y, z); break }')).toEqual(['+= → -=', 'min → max', 'break → ;'])
    expect(changesOf('const isThere = a === b ? c++ : true')).toEqual([
      'a === b → true',
      'a === b → false',
      '=== → !==',
      '++ → --',
      'true → false',
    ])
  })

  it('find the operator, not its like in brackets or a comment', () => {
    const source = 'const x = (a /* - */) - b'
    const [mutant] = findMutants(source)
    expect(source.slice(0, mutant?.start)).toBe('const x = (a /* - */) ')
    expect(mutant).toMatchObject({ line: 1, column: 23, replacement: '+' })
  })

  it('leave the steps of long work alone', () => {
    expect(changesOf('function* f() { if (i % 8 === 0) yield }')).toEqual([])
  })

  it('leave types, texts, indexes and defaults that the types ask for alone', () => {
    expect(changesOf("const x: 1 | 2 = list[i + 1] as 2\nconst s = 'a' + b + `c`")).toEqual([])
    expect(changesOf('const [x = 0] = ring[0] ?? []\nconst n = known ?? 0')).toEqual([])
  })
})
