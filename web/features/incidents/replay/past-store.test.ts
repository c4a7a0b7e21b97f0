import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aBrowser } from '#web/shared/address.fixture.ts'

const hour = 3_600_000
const fromMs = Date.parse('2026-11-23T10:00:00Z')
const span = { fromMs, toMs: fromMs + 24 * hour }

async function openPast(address = '/') {
  const browser = aBrowser(address)
  const { changeView, followHistory, useView } = await import('#web/shared/view-store.ts')
  const past = await import('./past-store.ts')
  followHistory(() => {})
  return { ...past, browser, changeView, useView }
}

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

describe('the keys that lead back to now', () => {
  it('leave the past, and say that there was one', async () => {
    const { leavePast, moveTo, play, readInstant, usePast } = await openPast()
    expect(leavePast()).toBe(false)
    moveTo(fromMs + hour, span)
    play(span)
    expect(leavePast()).toBe(true)
    expect(readInstant()).toBeNull()
    expect(usePast.getState().isPlaying).toBe(false)
  })

  it('are the one for the strip when it is pressed again', async () => {
    const { moveTo, reachForHand, readInstant, usePast } = await openPast()
    reachForHand()
    expect(usePast.getState().wantsHand).toBe(true)
    moveTo(fromMs + hour, span)
    reachForHand()
    expect(readInstant()).toBeNull()
    expect(usePast.getState().wantsHand).toBe(false)
  })
})

describe('looking back, and the steps of the browser', () => {
  it('stands where the address says after back and forward, however far it was played', async () => {
    const { browser, moveTo, play, playFrame, readInstant, usePast } = await openPast()
    moveTo(fromMs + hour, span)
    play(span)
    playFrame(1000, span)
    expect(readInstant()).toBe(fromMs + hour + 60_000)
    browser.goBack()
    expect(readInstant()).toBeNull()
    expect(usePast.getState()).toMatchObject({ isPlaying: false, movedMs: null })
    browser.goForward()
    expect(readInstant()).toBe(fromMs + hour)
    expect(usePast.getState().isPlaying).toBe(false)
  })

  it('counts what has happened since the look back, not since an earlier one', async () => {
    const { browser, moveTo, noteFresh, usePast } = await openPast()
    moveTo(fromMs, span)
    noteFresh('a')
    browser.goBack()
    expect(usePast.getState().freshIds.size).toBe(0)
    moveTo(fromMs, span)
    expect(usePast.getState().freshIds.size).toBe(0)
  })

  it('stops at an instant of other hours that a step brings', async () => {
    const earlier = '?at=2026-11-20T03:00:00Z&since=2026-11-20T00:00:00Z'
    const { browser, changeView, moveTo, noteFresh, play, playFrame, readInstant, usePast } = await openPast(
      `/${earlier}`,
    )
    changeView({ panel: 'layers' }, 'push')
    moveTo(fromMs + hour, span)
    noteFresh('a')
    play(span)
    playFrame(1000, span)
    browser.goBack()
    expect(readInstant()).toBe(Date.parse('2026-11-20T03:00:00Z'))
    expect(usePast.getState()).toMatchObject({ isPlaying: false, movedMs: null, freshIds: new Set(['a']) })
  })

  it('plays on over a step that is about something else, and when another speed is chosen', async () => {
    const { browser, changeView, chooseSpeed, moveTo, play, playFrame, readInstant, usePast } = await openPast()
    moveTo(fromMs + hour + 0.5, span)
    changeView({ panel: 'layers' }, 'push')
    play(span)
    playFrame(1000, span)
    browser.goBack()
    expect(usePast.getState().isPlaying).toBe(true)
    expect(readInstant()).toBe(fromMs + hour + 60_000.5)
    chooseSpeed(600)
    expect(usePast.getState().isPlaying).toBe(true)
  })
})

describe('the key for looking back', () => {
  class Focused {
    constructor(readonly field: string | null) {}
    closest = () => this.field
  }
  const at = (field: string | null) => new Focused(field) as unknown as Element

  it('opens the strip and gives its hand the focus once, but takes it from nobody who types', async () => {
    vi.stubGlobal('HTMLElement', Focused)
    const { browser, forgetHand, reachForHand, takeHand } = await openPast()
    expect(takeHand(at(null))).toBe(false)
    reachForHand()
    expect(browser.readSearch()).toBe('?strip=open')
    expect([takeHand(at(null)), takeHand(at(null))]).toEqual([true, false])
    reachForHand()
    expect([takeHand(at('input')), takeHand(at(null))]).toEqual([false, false])
    reachForHand()
    forgetHand()
    expect(takeHand(at(null))).toBe(false)
  })
})
