import { describe, expect, it } from 'vitest'
import { createCutoff } from './cutoff.ts'

const never = new Promise(() => {})

describe('a cutoff', () => {
  it('gives what the promises give as long as it does not come', async () => {
    const { race } = createCutoff()
    expect(await race(Promise.resolve(1))).toBe(1)
    await expect(race(Promise.reject(new Error('own')))).rejects.toThrow('own')
  })

  it('ends all that wait, and whatever comes after it', async () => {
    const { race, cut } = createCutoff()
    const waiting = [race(never), race(never)]
    cut(new Error('cut'))
    for (const one of waiting) await expect(one).rejects.toThrow('cut')
    await expect(race(never)).rejects.toThrow('cut')
  })
})
