import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepDoing } from './keep-doing.ts'

const log = pino({ level: 'silent' })
const settings = { everyMs: 1000, log, failure: 'it could not be done' }

describe('work that recurs', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is done at once and then every so often, until it is closed', async () => {
    const work = vi.fn(async () => {})
    const recurring = keepDoing(work, settings)
    expect(work).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(3000)
    expect(work).toHaveBeenCalledTimes(4)
    await recurring.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(work).toHaveBeenCalledTimes(4)
  })

  it('may wait for the first time', async () => {
    const work = vi.fn(async () => {})
    const recurring = keepDoing(work, { ...settings, isAtOnce: false })
    expect(work).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1000)
    expect(work).toHaveBeenCalledTimes(1)
    await recurring.close()
  })

  it('is not begun a second time while it lasts, and is waited for by who closes', async () => {
    let end = () => {}
    const work = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    const recurring = keepDoing(work, settings)
    await vi.advanceTimersByTimeAsync(5000)
    expect(work).toHaveBeenCalledTimes(1)
    let isClosed = false
    const closing = recurring.close().then(() => {
      isClosed = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(isClosed).toBe(false)
    end()
    await closing
    expect(isClosed).toBe(true)
  })

  it('says in the log what failed, and tries again', async () => {
    const error = vi.spyOn(log, 'error')
    const work = vi.fn(async () => {
      throw new Error('no disk')
    })
    const recurring = keepDoing(work, settings)
    await vi.advanceTimersByTimeAsync(1000)
    expect(work).toHaveBeenCalledTimes(2)
    expect(error).toHaveBeenCalledWith({ err: expect.any(Error) }, 'it could not be done')
    await recurring.close()
  })
})
