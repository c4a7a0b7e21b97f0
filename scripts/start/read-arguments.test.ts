import { describe, expect, it } from 'vitest'
import { readArguments, UsageError } from './read-arguments.ts'

const read = (...args: string[]) => readArguments({ args, options: { demo: { type: 'boolean' } } })
function refusalOf(...args: string[]): UsageError {
  try {
    read(...args)
  } catch (error) {
    return error as UsageError
  }
  throw new Error('it was taken')
}

describe('a command line', () => {
  it('is read', () => {
    expect(read('--demo').values).toEqual({ demo: true })
  })

  it.each([
    ['an option that is not there', '--dmeo', '--dmeo'],
    ['a word too many', 'demo', 'demo'],
    ['a value for an option without one', '--demo=yes', '--demo'],
  ])('with %s is refused in both languages', (_, argument, named) => {
    const refusal = refusalOf(argument)
    expect(refusal).toBeInstanceOf(UsageError)
    expect(refusal.sentence.zh).toMatch(/\p{Script=Han}/u)
    expect(refusal.sentence.en).not.toMatch(/\p{Script=Han}/u)
    for (const sentence of Object.values(refusal.sentence)) {
      expect(sentence).toContain(named)
      expect(sentence).toContain('--help')
    }
  })
})
