import { describe, expect, it } from 'vitest'
import { readArguments, UsageError } from './read-arguments.ts'

const read = (...args: string[]) =>
  readArguments({ args, options: { demo: { type: 'boolean', short: 'd' }, area: { type: 'string', short: 'a' } } })
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

  it.each([
    ['nothing behind it', ['--area']],
    ['its short form alone', ['-a']],
    ['another option behind it', ['--area', '--demo']],
  ])('with an option that needs a value and has %s says so', (_, args) =>
    expect(refusalOf(...args).sentence).toEqual({
      zh: '选项 --area 需要一个值；用法见 --help。',
      en: 'The option --area needs a value; see --help.',
    }),
  )

  it('with two values for an option that takes one is refused, also by its short form', () => {
    for (const args of [
      ['--area', '1', '--area', '2'],
      ['--area=1', '-a', '1'],
    ])
      expect(refusalOf(...args).sentence).toEqual({
        zh: '选项 --area 只能写一次；用法见 --help。',
        en: 'The option --area may be given once; see --help.',
      })
    expect(read('--demo', '-d').values).toEqual({ demo: true })
  })

  it('with a negative number for a value is read, so that the option can say what it takes', () => {
    expect(read('--area', '-1').values).toEqual({ area: '-1' })
    expect(() => read('--demo', '-1')).toThrow(UsageError)
  })

  it('with a value for an option without one says so', () =>
    expect(refusalOf('--demo=yes').sentence.en).toBe('The option --demo takes no value; see --help.'))
})
