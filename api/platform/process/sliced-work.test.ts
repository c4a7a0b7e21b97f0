import { describe, expect, it } from 'vitest'
import type { Steps } from '#api/coverage/steps.ts'
import { createSlicer } from './sliced-work.ts'

/** A slicer over a clock that only moves when a step says so, and turns that only come when asked for. */
function aSlicer() {
  let time = 0
  const turns: (() => void)[] = []
  const runInSlices = createSlicer({ now: () => time, nextTurn: (turn) => turns.push(turn) })
  return {
    runInSlices,
    *stepsOf<Result>(count: number, stepMs: number, result: Result): Steps<Result> {
      for (let step = 0; step < count; step++) {
        time += stepMs
        yield
      }
      return result
    },
    /** How long each turn took until there is no more to do. */
    takeTurns(): number[] {
      const lengths: number[] = []
      for (let turn = turns.shift(); turn; turn = turns.shift()) {
        const startedAt = time
        turn()
        lengths.push(time - startedAt)
      }
      return lengths
    },
  }
}

describe('works in slices', () => {
  it('never hold the loop for longer than 10 ms and a step, however many there are', async () => {
    const { runInSlices, stepsOf, takeTurns } = aSlicer()
    const results = Array.from({ length: 20 }, (_, number) => runInSlices(stepsOf(50, 3, number)))
    const turns = takeTurns()
    expect(turns.length).toBeGreaterThanOrEqual((20 * 50 * 3) / 13)
    expect(Math.max(...turns)).toBeLessThan(10 + 3)
    expect(await Promise.all(results)).toEqual(Array.from({ length: 20 }, (_, number) => number))
  })

  it('share a turn when they are short', async () => {
    const { runInSlices, stepsOf, takeTurns } = aSlicer()
    const results = [1, 2, 3].map((number) => runInSlices(stepsOf(1, 2, number)))
    expect(takeTurns()).toEqual([6])
    expect(await Promise.all(results)).toEqual([1, 2, 3])
  })

  it('do not wait for the end of a long one', async () => {
    const { runInSlices, stepsOf, takeTurns } = aSlicer()
    const order: string[] = []
    const long = runInSlices(stepsOf(100, 5, 'long')).then((name) => order.push(name))
    const short = runInSlices(stepsOf(1, 1, 'short')).then((name) => order.push(name))
    takeTurns()
    await Promise.all([long, short])
    expect(order).toEqual(['short', 'long'])
  })

  it('fail alone', async () => {
    const { runInSlices, stepsOf, takeTurns } = aSlicer()
    function* failing(): Steps<never> {
      yield
      throw new Error('no such area')
    }
    const failed = expect(runInSlices(failing())).rejects.toThrow('no such area')
    const good = runInSlices(stepsOf(3, 5, 'good'))
    takeTurns()
    await failed
    expect(await good).toBe('good')
  })
})
