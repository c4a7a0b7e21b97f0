import { afterEach, expect, it, vi } from 'vitest'
import { changeDraft, clearDraft, useIntake } from './intake-store.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  useIntake.setState({ owner: null })
})

it('keeps what is taken in, and nothing of it once it is cleared', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  useIntake.setState({ owner: 'a' })
  changeDraft({ title: '院墙之争' })
  expect([...kept.values()]).toEqual([expect.stringContaining('院墙之争')])
  clearDraft()
  expect(kept.size).toBe(0)
})
