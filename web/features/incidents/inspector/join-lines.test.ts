import { describe, expect, it } from 'vitest'
import { joinLines } from './join-lines.ts'

describe('the lines of a history', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f'] as const
  const last = all.slice(-2)

  it('are those that came with the incident where there are no others', () => {
    expect(joinLines(last, 2, undefined)).toEqual({ lines: last, missing: 0 })
    expect(joinLines(last, 2, ['x', 'y'])).toEqual({ lines: last, missing: 0 })
  })

  it('lack the earlier ones until they are read', () => {
    expect(joinLines(last, 6, undefined)).toEqual({ lines: last, missing: 4 })
  })

  it('are whole with what was read a while ago, each once', () => {
    for (const length of [4, 5, 6])
      expect(joinLines(last, 6, all.slice(0, length)), `${length} read`).toEqual({ lines: all, missing: 0 })
  })

  it('lack the earlier ones again where too little was read', () => {
    expect(joinLines(last, 6, all.slice(0, 3))).toEqual({ lines: last, missing: 4 })
  })
})
