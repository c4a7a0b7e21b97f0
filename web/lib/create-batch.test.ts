import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatch } from './create-batch.ts'

describe('a batch', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs the first at once and what comes meanwhile together, once a second', async () => {
    const runs: number[][] = []
    const batch = createBatch<number>(async (items) => void runs.push(items), 1_000)
    batch.add(1)
    batch.add(2)
    batch.add(3)
    expect(runs).toEqual([[1]])
    await vi.advanceTimersByTimeAsync(999)
    expect(runs).toEqual([[1]])
    await vi.advanceTimersByTimeAsync(1)
    expect(runs).toEqual([[1], [2, 3]])
  })

  it('waits for a run that takes longer, also one that fails', async () => {
    let fail = (_: Error) => {}
    const runs: number[][] = []
    const batch = createBatch<number>((items) => {
      runs.push(items)
      return new Promise((_, reject) => {
        fail = reject
      })
    }, 1_000)
    batch.add(1)
    batch.add(2)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(runs).toEqual([[1]])
    fail(new Error('no'))
    await vi.advanceTimersByTimeAsync(0)
    expect(runs).toEqual([[1], [2]])
  })

  it('drops what waits when it is closed', async () => {
    const runs: number[][] = []
    const batch = createBatch<number>(async (items) => void runs.push(items), 1_000)
    batch.add(1)
    batch.add(2)
    batch.close()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(runs).toEqual([[1]])
  })
})
