import { describe, expect, it } from 'vitest'
import { matchName, matchRanks, prepareName, prepareQuery } from './match-name.ts'

const rank = (name: string, pinyin: string, query: string) => matchName(prepareName(name, pinyin), prepareQuery(query))
const zhehai = (query: string) => rank('者海镇', 'zhe hai zhen', query)

describe('matching a name', () => {
  it.each(['者海镇', '者海', 'zhehaizhen', 'zhehai', 'Zhe Hai', "zhe'hai", '者hai', 'ＺＨＥＨＡＩ'])(
    'takes %s as the exact name of 者海镇',
    (query) => {
      expect(zhehai(query)).toBe(matchRanks.exact)
    },
  )

  it.each(['zhh', 'zhz', 'zhhz', 'zh', 'z', 'zhehaizh', 'zhha', '者', '者h'])('takes %s as its beginning', (query) => {
    expect(zhehai(query)).toBe(matchRanks.prefix)
  })

  it.each(['海镇', 'hai', 'hz', 'haizhen', '海'])('finds %s inside it', (query) => {
    expect(zhehai(query)).toBe(matchRanks.substring)
  })

  it.each(['zhehaizhenx', 'hh', 'zz', 'zhc', '海者', 'x', 'e', 'ehai'])('does not find %s in it', (query) => {
    expect(zhehai(query)).toBeNull()
  })

  it('types ü as ü, v or u', () => {
    for (const query of ['lüping', 'lvping', 'luping'])
      expect(rank('绿坪村', 'lü ping cun', query)).toBe(matchRanks.exact)
  })

  it('comes to an end on a query made to have many readings', () => {
    // Each of the 49 syllables may be two initials: one reading after the other, this would outlive the sun.
    const name = prepareName('安'.repeat(60), Array(60).fill('an').join(' '))
    expect(matchName(name, prepareQuery(`${'an'.repeat(49)}x`))).toBeNull()
  })
})
