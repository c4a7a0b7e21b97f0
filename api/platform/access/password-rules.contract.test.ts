import { describe, expect, it } from 'vitest'
import { findPasswordFault } from './password-rules.contract.ts'

const faultOf = (password: string, username = 'zhang.san') => findPasswordFault(password, { username })

describe('a password', () => {
  it.each(['Lancang-7-bridges', 'niulan-he-2026', '澜沧江Bridge2026', 'four words are enough', 'Aa345678-x'])(
    'may be %s',
    (password) => expect(faultOf(password)).toBeUndefined(),
  )

  it.each([
    ['Short-1', '至少 10'],
    ['x'.repeat(129), '最多 128'],
    ['lowercaseonly', '三种'],
    ['lowercase4567', '三种'],
    ['2026-Zhang.San', '用户名'],
    ['Password2026!', '太常见'],
    ['!!Admin!!2026', '太常见'],
    ['1234567890123456', '太常见'],
    ['aaaaaaaaaaaaaaaaaa', '太常见'],
    ['Aaaa1111Aaaa', '太常见'],
  ])('may not be %s', (password, sentence) => {
    expect(faultOf(password)?.zh).toContain(sentence)
    expect(faultOf(password)?.en).toMatch(/^(A|This) password/)
  })

  it('is counted by what is seen, not by bytes, and looked at as it is kept', () => {
    // Full-width letters are the plain ones once they are hashed.
    expect(faultOf('ｐａｓｓｗｏｒｄ２０２６！')?.zh).toContain('太常见')
    expect(faultOf('😀😀😀')?.zh).toContain('3 个')
  })
})
