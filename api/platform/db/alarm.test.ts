import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { setAlarm } from './alarm.ts'

const later = (afterMs: number) => new Promise((resolve) => setTimeout(resolve, afterMs))

describe('alarms', () => {
  it.each([
    ['each at its time', 0],
    ['the earliest first where all are due when the loop comes to look', 100],
  ])('ring %s, also when one is set that is due before all others', async (_, busyMs) => {
    const rung: string[] = []
    await new Promise<void>((done) => {
      setAlarm(60, () => {
        rung.push('last')
        done()
      })
      setAlarm(40, () => rung.push('second'))
      setAlarm(5, () => rung.push('first'))
      const until = performance.now() + busyMs
      while (performance.now() < until);
    })
    expect(rung).toEqual(['first', 'second', 'last'])
  })

  it('do not ring once they are stopped, and the others still do', async () => {
    const rung: string[] = []
    const stop = setAlarm(5, () => rung.push('stopped'))
    setAlarm(10, () => rung.push('kept'))
    stop()
    await later(60)
    expect(rung).toEqual(['kept'])
    // The timer has rung for nobody by then.
    await new Promise<void>((done) => setAlarm(5, done))
  })

  it('may set others, and may stop others that are due at the same time', async () => {
    const rung: string[] = []
    await new Promise<void>((done) => {
      setAlarm(5, () => {
        stop()
        setAlarm(5, done)
      })
      const stop = setAlarm(5, () => rung.push('stopped'))
      // Both are due when the loop comes to look.
      const until = performance.now() + 30
      while (performance.now() < until);
    })
    expect(rung).toEqual([])
  })

  it('hear an answer first that came while the thread was busy', async () => {
    const rung: string[] = []
    const rang = new Promise<void>((done) => {
      setAlarm(20, () => {
        rung.push('for what never comes')
        done()
      })
    })
    const stop = setAlarm(20, () => rung.push('for what is there'))
    void readFile(import.meta.filename).then(stop)
    const until = performance.now() + 400
    while (performance.now() < until);
    await rang
    expect(rung).toEqual(['for what never comes'])
  })
  it('hear it also where another alarm is set meanwhile that is due sooner', async () => {
    const rung: string[] = []
    const stop = setAlarm(20, () => rung.push('for what is there'))
    const until = performance.now() + 400
    while (performance.now() < until);
    // Late: the answer takes a few turns to be read.
    setTimeout(() => setAlarm(1, () => rung.push('set meanwhile')), 5)
    setTimeout(stop, 100)
    await expect.poll(() => rung, { timeout: 5_000 }).toEqual(['set meanwhile'])
  })

  it('ring at last in a thread that works in long pieces', async () => {
    let hasRung = false
    setAlarm(20, () => {
      hasRung = true
    })
    for (let piece = 0; piece < 14 && !hasRung; piece += 1) {
      const until = performance.now() + 480
      while (performance.now() < until);
      await later(1)
    }
    expect(hasRung).toBe(true)
  })
})
