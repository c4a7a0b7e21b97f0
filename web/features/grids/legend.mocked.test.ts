import { describe, expect, it, vi } from 'vitest'

vi.mock('#web/shared/view-store.ts', () => ({ changeView: vi.fn(), useView: vi.fn() }))

describe('the legend', () => {
  it('remembers only what the room would not give', async () => {
    const { chooseFold } = await import('./legend-box.tsx')
    const choices = [true, false].flatMap((isNarrow) => [true, false].map((isFolded) => chooseFold(isFolded, isNarrow)))
    // narrow: folded, open; wide: folded, open
    expect(choices).toEqual([null, false, true, null])
  })
})
