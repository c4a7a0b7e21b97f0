import { describe, expect, it } from 'vitest'
import { auditText } from './audit.text.ts'
import { listChanges } from './list-changes.ts'
import { nameDetail } from './name-detail.ts'

describe('what an auditor reads beside a line', () => {
  const read = (language: 'zh' | 'en', details: unknown) => {
    const { tried, tries, details: title } = auditText
    const words = Object.fromEntries(Object.entries(tries).map(([by, word]) => [by, word[language]]))
    return listChanges(null, details).map((change) =>
      nameDetail(change, { tried: tried[language], tries: words as never, details: title[language] }),
    )
  }

  it('tells a session that has ended from a forged one, in both languages', () => {
    expect(read('zh', { by: 'ended-session' })).toEqual([{ label: '凭据', value: '已结束的会话' }])
    expect(read('zh', { by: 'session' })).toEqual([{ label: '凭据', value: '伪造的会话' }])
    expect(read('en', { by: 'ended-session' })).toEqual([{ label: 'Tried with', value: 'a session that has ended' }])
    expect(read('en', { by: 'session' })).toEqual([{ label: 'Tried with', value: 'a forged session' }])
  })

  it('is as recorded where there is no word', () => {
    expect(read('en', { by: 'clock', status: 401, gone: null })).toEqual([
      { label: 'by', value: 'clock' },
      { label: 'status', value: '401' },
      { label: 'gone', value: 'null' },
    ])
    expect(read('en', [1])).toEqual([{ label: 'Details', value: '[1]' }])
  })
})
