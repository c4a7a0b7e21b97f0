import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQuietText } from './quiet-text.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aQuietText() {
  const given: string[] = []
  return { given, quiet: createQuietText((text) => given.push(text), 300) }
}

describe('a text that is being typed', () => {
  it('is given on once, when the keys have been still', () => {
    const { given, quiet } = aQuietText()
    for (const text of ['5', '53', '530']) {
      quiet.type(text)
      vi.advanceTimersByTime(299)
    }
    expect(given).toEqual([])
    vi.advanceTimersByTime(1)
    expect(given).toEqual(['530'])
    vi.advanceTimersByTime(10_000)
    quiet.flush()
    expect(given).toEqual(['530'])
  })

  it('is given on at once when the field is left', () => {
    const { given, quiet } = aQuietText()
    quiet.type('者海')
    quiet.flush()
    expect(given).toEqual(['者海'])
    vi.advanceTimersByTime(1000)
    expect(given).toHaveLength(1)
  })

  it('is not given on as pinyin, however long somebody looks for the character', () => {
    const { given, quiet } = aQuietText()
    quiet.type('a')
    quiet.startComposing()
    for (const text of ['az', 'azh', 'azhe']) {
      quiet.type(text)
      vi.advanceTimersByTime(1000)
    }
    expect(given).toEqual([])
    quiet.endComposing('a者')
    vi.advanceTimersByTime(300)
    expect(given).toEqual(['a者'])
    quiet.type('a者海')
    vi.advanceTimersByTime(300)
    expect(given).toEqual(['a者', 'a者海'])
  })

  it('is forgotten when something else was chosen', () => {
    const { given, quiet } = aQuietText()
    quiet.type('者海')
    quiet.forget()
    vi.advanceTimersByTime(1000)
    quiet.flush()
    expect(given).toEqual([])
  })
})
