import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { releaseWhenUnused } from './release-storage.ts'

function openStorage() {
  const storage = releaseWhenUnused(new AsyncLocalStorage<string>())
  return { storage, released: vi.spyOn(storage, 'disable') }
}

describe('a store that lets go of the process', () => {
  it('is the store it was, and lets go when the last that runs in it has ended', async () => {
    const { storage, released } = openStorage()
    const seen: (string | undefined)[] = []
    const work = async (milliseconds: number) => {
      await wait(milliseconds)
      seen.push(storage.getStore())
      return milliseconds
    }
    const both = [storage.run('a', () => work(1)), storage.run('b', work, 20)] as const
    expect(await both[0]).toBe(1)
    expect(released).not.toHaveBeenCalled()
    expect(await both[1]).toBe(20)
    expect(released).toHaveBeenCalledTimes(1)
    expect(seen).toEqual(['a', 'b'])
    expect(storage.run('c', () => storage.getStore())).toBe('c')
    expect(released).toHaveBeenCalledTimes(2)
    expect(storage.getStore()).toBeUndefined()
  })
  it('lets go after work that fails', async () => {
    const { storage, released } = openStorage()
    const fail = (): never => {
      throw new Error('no')
    }
    expect(() => storage.run('a', fail)).toThrow('no')
    await expect(storage.run('a', async () => fail())).rejects.toThrow('no')
    expect(released).toHaveBeenCalledTimes(2)
  })
  it('stays while work inside work goes on', async () => {
    const { storage, released } = openStorage()
    const inner = () => storage.run('inner', async () => storage.getStore())
    const outer = await storage.run('outer', async () => [await inner(), storage.getStore()])
    expect(outer).toEqual(['inner', 'outer'])
    expect(released).toHaveBeenCalledTimes(1)
  })
})
