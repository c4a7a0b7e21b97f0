import { describe, expect, it, vi } from 'vitest'
import { createLock } from './create-lock.ts'

describe('two clicks at once', () => {
  it('do the work once', async () => {
    const runAlone = createLock()
    const send = vi.fn(() => Promise.resolve())
    await Promise.all([runAlone(send), runAlone(send)])
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('do it again once it has ended, also badly', async () => {
    const runAlone = createLock()
    await expect(runAlone(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    const send = vi.fn(() => Promise.resolve())
    await runAlone(send)
    expect(send).toHaveBeenCalledTimes(1)
  })
})
