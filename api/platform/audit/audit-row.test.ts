import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anEntry } from '../../../tests/support/audit.ts'
import { contentOf, contentText, linkText } from './audit-row.ts'

/** As a database that keeps JSON in an order of its own gives it back. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, shuffled(field)]),
  )
}

describe('the text that a line is digested from', () => {
  it('is the same whatever the order of the fields', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, details) => {
        const content = contentOf(anEntry({ before, details: { details } }))
        expect(contentText(shuffled(content) as typeof content)).toBe(contentText(content))
      }),
    )
  })

  it('is the same of what is kept and read back, whatever was passed in', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), (after) => {
        const content = contentOf(anEntry({ after }))
        expect(contentText(JSON.parse(JSON.stringify(content)))).toBe(contentText(content))
      }),
    )
  })

  it('changes with every field', () => {
    const content = contentOf(anEntry())
    const texts = Object.keys(content).map((name) => contentText({ ...content, [name]: 'another' }))
    expect(new Set([contentText(content), ...texts]).size).toBe(Object.keys(content).length + 1)
  })

  it('leaves composed and decomposed characters as they are, and drops what no database keeps', () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301']
    expect(contentText(contentOf(anEntry({ before: composed })))).not.toBe(
      contentText(contentOf(anEntry({ before: decomposed }))),
    )
    const content = contentOf(
      anEntry({ area: 'a\0b', before: { 'x\0\ud800y': 'p\0q\udfffr', '\\u0000': '\\u0000', '😀': '😀' } }),
    )
    expect(content.area).toBe('ab')
    expect(content.before).toEqual({ xy: 'pqr', '\\u0000': '\\u0000', '😀': '😀' })
  })

  it('knows no difference between nothing and null, and keeps a large number', () => {
    const content = contentOf(anEntry({ before: undefined, after: null, details: { count: 2n ** 70n } }))
    expect(content).toMatchObject({ before: null, after: null, details: { count: '1180591620717411303424' } })
  })
})

describe('the text that a row of the chain is hashed from', () => {
  const link = {
    seq: 2,
    id: 7,
    at: '2026-03-01T08:00:00.123456Z',
    sealedAt: '2026-03-01T08:00:00.223456Z',
    isPersonal: false,
    clockSuspect: false,
    digest: 'sha256:00',
  }

  it('changes with the row before and with every field', () => {
    const texts = Object.keys(link).map((name) => linkText('p', { ...link, [name]: 'another' }))
    expect(new Set([linkText('p', link), linkText('q', link), ...texts]).size).toBe(Object.keys(link).length + 2)
  })
})
