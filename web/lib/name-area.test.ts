import { describe, expect, it } from 'vitest'
import { nameArea } from './name-area.ts'

describe('the name of an area', () => {
  it('says the number of a group in the language of the reader', () => {
    expect(nameArea('第 12 组', 'en')).toBe('Group 12')
    expect(nameArea('第 12 组', 'zh')).toBe('第 12 组')
  })

  it('leaves names alone', () => {
    expect(nameArea('者海镇', 'en')).toBe('者海镇')
    expect(nameArea('第 3 组老街', 'en')).toBe('第 3 组老街')
  })
})
