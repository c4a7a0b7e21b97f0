import { describe, expect, it } from 'vitest'
import { type Job, runSideBySide } from './side-by-side.ts'

/** Runs the jobs by hand: each is open until `end` is called with its name. */
function watch(jobs: Job[], atOnce: number) {
  const running: string[] = []
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const whole = runSideBySide(jobs, atOnce, ({ name }) => {
    started.push(name)
    running.push(name)
    return new Promise((resolve) => {
      ends.set(name, () => {
        running.splice(running.indexOf(name), 1)
        resolve()
      })
    })
  })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { whole, running, started, end }
}

describe('steps side by side', () => {
  it('are so many at a time and no more, in the order of the list', async () => {
    const { whole, running, started, end } = watch([{ name: 'a' }, { name: 'b' }, { name: 'c' }], 2)
    expect(running).toEqual(['a', 'b'])
    await end('b')
    expect(running).toEqual(['a', 'c'])
    await end('a')
    await end('c')
    await whole
    expect(started).toEqual(['a', 'b', 'c'])
  })

  it('wait for the one they need, while a later one goes first', async () => {
    const jobs = [{ name: 'build' }, { name: 'browser', after: ['build'] }, { name: 'unit' }]
    const { whole, started, end } = watch(jobs, 2)
    expect(started).toEqual(['build', 'unit'])
    await end('build')
    expect(started).toEqual(['build', 'unit', 'browser'])
    await end('unit')
    await end('browser')
    await whole
  })

  it('do not wait for one that was not asked for', async () => {
    const { whole, started, end } = watch([{ name: 'browser', after: ['build'] }], 2)
    expect(started).toEqual(['browser'])
    await end('browser')
    await whole
  })

  it('say so when they wait for each other', async () => {
    const { whole } = watch(
      [
        { name: 'a', after: ['b'] },
        { name: 'b', after: ['a'] },
      ],
      2,
    )
    await expect(whole).rejects.toThrow('a, b wait for each other')
  })
})
