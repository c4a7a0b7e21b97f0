import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aBrowser } from './address.fixture.ts'

const openStore = () => import('./view-store.ts')

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

describe('the view and the address', () => {
  it('begins with the theme and the language that were chosen last, unless the address says others', async () => {
    const kept = JSON.stringify({ theme: 'day', language: 'en' })
    const storage = { getItem: (key: string) => (key === 'onegrid.preferences' ? kept : null), setItem: () => {} }
    aBrowser('/')
    vi.stubGlobal('localStorage', storage)
    expect((await openStore()).useView.getState()).toMatchObject({ theme: 'day', language: 'en' })
    vi.resetModules()
    aBrowser('/?theme=night&lang=zh')
    vi.stubGlobal('localStorage', storage)
    expect((await openStore()).useView.getState()).toMatchObject({ theme: 'night', language: 'zh' })
  })

  it('keeps what is a habit when somebody goes back, also in the address', async () => {
    const browser = aBrowser('/')
    const { changeView, followHistory, useView } = await openStore()
    followHistory(() => {})
    changeView({ panel: 'layers' }, 'push')
    changeView({ isLegendFolded: true, theme: 'day', language: 'en' })
    browser.goBack()
    expect(useView.getState()).toMatchObject({
      panel: 'incidents',
      isLegendFolded: true,
      theme: 'day',
      language: 'en',
    })
    expect(browser.readSearch()).toBe('?legend=folded&theme=day&lang=en')
  })

  it('leaves what lies on top before the step is taken', async () => {
    const browser = aBrowser('/')
    const { changeView, followHistory, useView } = await openStore()
    const { holdDialog } = await import('#web/lib/open-dialogs.ts')
    const leave = vi.fn()
    followHistory(() => {})
    changeView({ panel: 'layers' }, 'push')
    const release = holdDialog(leave)
    browser.goBack()
    expect(useView.getState().panel).toBe('layers')
    expect(browser.readSearch()).toBe('?panel=layers')
    expect(leave).toHaveBeenCalledOnce()
    release()
    browser.goBack()
    expect(useView.getState().panel).toBe('incidents')
    expect(leave).toHaveBeenCalledOnce()
  })

  it('keeps the rows of the table over a step without it, and follows a step with it', async () => {
    const browser = aBrowser('/?panel=table&find=者海')
    const { changeView, followHistory, useView } = await openStore()
    followHistory(() => {})
    changeView({ panel: 'layers' }, 'push')
    changeView({ panel: 'table' }, 'push')
    changeView({ tableText: '金钟' })
    browser.goBack()
    expect(useView.getState()).toMatchObject({ panel: 'layers', tableText: '金钟' })
    browser.goBack()
    expect(useView.getState()).toMatchObject({ panel: 'table', tableText: '者海' })
  })

  it('does not write the same address again, however the browser escapes it', async () => {
    const browser = aBrowser('/?panel=table')
    const { changeView } = await openStore()
    changeView({ tableText: "O'er" })
    changeView({ tableText: "O'er" })
    changeView({ metric: 'density' })
    expect(browser.history.replaceState).toHaveBeenCalledOnce()
  })

  it('survives a browser that takes no more addresses, and writes the whole view when it does again', async () => {
    const browser = aBrowser('/')
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { changeView, useView } = await openStore()
    browser.history.replaceState.mockImplementationOnce(() => {
      throw new DOMException('more than 100 times per 30 seconds', 'SecurityError')
    })
    expect(() => changeView({ theme: 'day' })).not.toThrow()
    expect(useView.getState().theme).toBe('day')
    expect(warn).toHaveBeenCalledOnce()
    changeView({ language: 'en' })
    expect(browser.readSearch()).toBe('?theme=day&lang=en')
    warn.mockRestore()
  })
})
