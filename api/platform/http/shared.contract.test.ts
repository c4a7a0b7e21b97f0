import { describe, expect, it } from 'vitest'
import { paragraphSchema } from '#api/operations/incidents/incident-work.contract.ts'
import { bboxQuery, instantSchema, lineSchema, readDecimal } from './shared.contract.ts'

describe('what query strings hold', () => {
  it.each(['', ' ', '0x10', 'Infinity', '1,5', '1e', '--1', '１'])('%j is no number', (text) => {
    expect(readDecimal(text)).toBeNaN()
  })

  it.each([
    ['-103.5', -103.5],
    ['+.5', 0.5],
    ['26.', 26],
    ['1e2', 100],
  ])('%s is a number', (text, value) => {
    expect(readDecimal(text)).toBe(value)
  })

  it.each([',,1,1', '0,0,1,', ',,,', '1,2,3', '1,2,3,4,5', '2,0,1,1', '0x1,0,9,9', '0,0,1e999,1'])(
    'refuses the box %s',
    (text) => {
      expect(bboxQuery.safeParse(text).success).toBe(false)
    },
  )

  it('reads a box, with spaces and beyond the antimeridian as a map writes it', () => {
    expect(bboxQuery.parse('103.2, 26.3,103.5,26.6')).toEqual([103.2, 26.3, 103.5, 26.6])
    expect(bboxQuery.parse('-190,-10,-170,10')).toEqual([-190, -10, -170, 10])
  })

  it.each([
    '0000-01-01T00:00:00Z',
    '0999-12-31T23:59:59Z',
    '2026-01-01T00:00:00+16:00',
    '2026-01-01T00:00:00-23:59',
    '9999-12-31T23:59:59-12:00',
    '2026-02-30T00:00:00Z',
    '2026-01-01',
  ])('refuses the instant %s, which PostgreSQL would', (text) => {
    expect(instantSchema.safeParse(text).success).toBe(false)
  })

  it.each(['2026-11-24T08:00:00+08:00', '2026-11-24T00:00:00.123456Z', '1970-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])(
    'takes the instant %s as it is, to the microsecond',
    (text) => {
      expect(instantSchema.parse(text)).toBe(text)
    },
  )
})

describe('text that somebody typed', () => {
  const takes = (text: string) => [lineSchema(60), paragraphSchema(60)].map((schema) => schema.safeParse(text).success)

  it.each([
    '一家人👨\u200d👩\u200d👧都在',
    '❤️谢谢',
    '❤\ufe0f\u200d🔥',
    '👩🏽\u200d🚒来了',
    '🏳\ufe0f\u200d🌈',
    '👍🏻',
    '路灯不亮🚧',
  ])('takes %j, all of which is seen', (text) => {
    expect(takes(text)).toEqual([true, true])
  })

  it.each([
    '路灯\u200d不亮',
    '\u200d👩',
    '👩\u200d',
    '👩\u200d不',
    '👩\u200d\u200d👧',
    '路灯\u200b不亮',
    '路灯\u202e不亮',
    '\ufeff路灯',
    '路灯\u0000',
    '路灯\u3164',
    '\u2800路灯',
    '\ud83d',
  ])('refuses %j', (text) => {
    expect(takes(`一${text}一`)).toEqual([false, false])
  })

  it('has ends of lines where it may have several', () => {
    expect(takes('一\n二\t三')).toEqual([false, true])
  })

  it('is read in no time, however many emoji stand before what is wrong', () => {
    expect(takes(`${'👩\u200d'.repeat(14)}👧\u200b`)).toEqual([false, false])
    expect(lineSchema(100_000).safeParse(`${'👩\u200d👧'.repeat(10_000)}\u200b`).success).toBe(false)
  })
})
