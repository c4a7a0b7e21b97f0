import { describe, expect, it } from 'vitest'
import { holdDialog, leaveDialogs, leaveTopDialog } from './open-dialogs.ts'

/** A dialog that closes when it is left, or waits to be told so. */
function aDialog(log: string[], name: string, { asks = false } = {}) {
  let goOn = () => {}
  const close = (then: () => void) => {
    log.push(name)
    end()
    then()
  }
  const end = holdDialog((then) => {
    if (asks) goOn = () => close(then)
    else close(then)
  })
  return { end, answer: () => goOn() }
}

describe('what lies over the page', () => {
  it('is left one by one, the last first, and then none is in the way', () => {
    const log: string[] = []
    aDialog(log, 'below')
    aDialog(log, 'above')
    expect([leaveTopDialog(), leaveTopDialog(), leaveTopDialog()]).toEqual([true, true, false])
    expect(log).toEqual(['above', 'below'])
  })

  it('is left as a whole before something else is done, which waits for what is asked', () => {
    const log: string[] = []
    aDialog(log, 'below')
    const asking = aDialog(log, 'asking', { asks: true })
    aDialog(log, 'above')
    leaveDialogs(() => log.push('done'))
    expect(log).toEqual(['above'])
    asking.answer()
    expect(log).toEqual(['above', 'asking', 'below', 'done'])
    leaveDialogs(() => log.push('again'))
    expect(log.at(-1)).toBe('again')
  })

  it('stays where it does not want to go', () => {
    const log: string[] = []
    const end = holdDialog(() => {})
    leaveDialogs(() => log.push('done'))
    expect([leaveTopDialog(), log]).toEqual([true, []])
    end()
    expect(leaveTopDialog()).toBe(false)
  })
})
