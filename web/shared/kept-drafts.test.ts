import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createNotes } from './create-notes.ts'
import { dropDrafts, dropOldDrafts, keepDraft, readDraft, readDrafts } from './kept-drafts.ts'

/** The storage of one tab: its keys are its own properties, as a browser has it. */
class Storage {
  [key: string]: unknown
  getItem(key: string) {
    return Object.hasOwn(this, key) ? this[key] : null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}

beforeEach(() => void vi.stubGlobal('sessionStorage', new Storage()))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a draft that is kept', () => {
  it('is there for whoever typed it and for nobody else, until they sign out', () => {
    keepDraft('a', 'intake', '院墙之争')
    keepDraft('ab', 'intake', '路面塌陷')
    expect([readDraft('a', 'intake'), readDraft('a', 'notes'), readDraft('b', 'intake')]).toEqual(['院墙之争', '', ''])
    dropDrafts('a')
    expect([readDraft('a', 'intake'), readDraft('ab', 'intake')]).toEqual(['', '路面塌陷'])
    keepDraft('ab', 'intake', '')
    expect(Object.keys(sessionStorage)).toEqual([])
  })

  it('is gone after a day, whosever it was', () => {
    vi.useFakeTimers()
    keepDraft('a', 'intake', '院墙之争')
    vi.advanceTimersByTime(23 * 3_600_000)
    keepDraft('b', 'intake', '路面塌陷')
    expect(readDraft('a', 'intake')).toBe('院墙之争')
    vi.advanceTimersByTime(2 * 3_600_000)
    expect(readDraft('b', 'intake')).toBe('路面塌陷')
    expect(Object.keys(sessionStorage)).toHaveLength(1)
  })

  it('is gone after a day without anybody reading one', () => {
    vi.useFakeTimers()
    keepDraft('a', 'intake', '院墙之争')
    vi.advanceTimersByTime(23 * 3_600_000)
    dropOldDrafts()
    expect(Object.keys(sessionStorage)).toHaveLength(1)
    vi.advanceTimersByTime(2 * 3_600_000)
    dropOldDrafts()
    expect(Object.keys(sessionStorage)).toEqual([])
    vi.unstubAllGlobals()
    expect(dropOldDrafts).not.toThrow()
  })

  it('is none where the browser keeps nothing, or something else lies there', () => {
    sessionStorage.setItem('onegrid.draft.a.intake', '{')
    expect(readDraft('a', 'intake')).toBe('')
    vi.unstubAllGlobals()
    keepDraft('a', 'intake', '院墙之争')
    expect(readDraft('a', 'intake')).toBe('')
  })
})

describe('notes that are being typed', () => {
  /** A page of the same tab. */
  const openPage = (account: string | null) => {
    const session = { account }
    return { session, ...createNotes('handovers', () => session.account) }
  }

  it('are there again after a reload, for their account alone', () => {
    openPage('a').change('530326104', '钟屏路口积水')
    const next = openPage('b')
    next.takeUp()
    expect(next.useNotes.getState()).toEqual({})
    next.change('530326104', '无')
    const back = openPage('a')
    back.takeUp()
    expect(back.useNotes.getState()).toEqual({ '530326104': '钟屏路口积水' })
    back.takeSent('530326104', '钟屏路口积水')
    expect(readDrafts('a', 'handovers')).toEqual([])
    expect(readDrafts('b', 'handovers')).toEqual([['530326104', expect.stringContaining('无')]])
  })

  it('are sent as the same after a reload, and as another once their text has changed', () => {
    const page = openPage('a')
    page.change('530326104', '钟屏路口积水')
    const first = page.attempt('530326104', () => '钟屏路口积水')
    expect(first.body).toBe('钟屏路口积水')
    // without a word to it as well
    const wordless = page.attempt('530326105', () => '')
    const back = openPage('a')
    back.takeUp()
    expect(back.attempt('530326104', () => 'late')).toEqual(first)
    expect(back.attempt('530326105', () => 'late')).toEqual(wordless)
    expect(back.useNotes.getState()).toEqual({ '530326104': '钟屏路口积水' })
    back.change('530326104', '钟屏路口积水，已疏通')
    back.endAttempt('530326105')
    const later = openPage('a')
    later.takeUp()
    expect([later.findAttempt('530326104'), later.findAttempt('530326105')]).toEqual([undefined, undefined])
    expect(later.attempt('530326104', () => '钟屏路口积水，已疏通').key).not.toBe(first.key)
  })

  it('last a day each, whatever else is typed', () => {
    vi.useFakeTimers()
    const page = openPage('a')
    page.change('530326104', '钟屏路口积水')
    vi.advanceTimersByTime(20 * 3_600_000)
    page.change('530326105', '无')
    vi.advanceTimersByTime(5 * 3_600_000)
    const back = openPage('a')
    back.takeUp()
    expect(back.useNotes.getState()).toEqual({ '530326105': '无' })
  })

  it('are out of sight when another tab has signed out, and back with their account', () => {
    const page = openPage('a')
    page.change('530326104', '钟屏路口积水')
    page.forget()
    expect(page.useNotes.getState()).toEqual({})
    page.session.account = 'b'
    page.takeUp()
    expect(page.useNotes.getState()).toEqual({})
    page.forget()
    page.session.account = 'a'
    page.takeUp()
    expect(page.useNotes.getState()).toEqual({ '530326104': '钟屏路口积水' })
  })
})
