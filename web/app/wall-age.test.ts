import { expect, it } from 'vitest'
import { findWallAge } from './wall-age.ts'

const nowMs = 1_000_000
const online = { state: 'online' as const, lastAnswerAt: nowMs - 2000 }
const read = { hasFailed: false, readAt: nowMs - 200_000 }

it('is live while answers and events come, however long ago its marks changed', () => {
  expect(findWallAge(online, read, true, nowMs)).toEqual({ isLive: true, ageMs: 2000, state: 'online' })
})

it('is as old as its marks once they cannot be read, though others answer', () => {
  expect(findWallAge(online, { ...read, hasFailed: true }, true, nowMs)).toEqual({
    isLive: false,
    ageMs: 200_000,
    state: 'degraded',
  })
})

it('is not live without marks that never came, nor without events or answers', () => {
  expect(findWallAge(online, { hasFailed: true, readAt: 0 }, true, nowMs)).toMatchObject({ isLive: false, ageMs: 2000 })
  expect(findWallAge(online, read, false, nowMs).isLive).toBe(false)
  expect(findWallAge({ ...online, lastAnswerAt: nowMs - 10_000 }, read, true, nowMs).isLive).toBe(false)
  expect(findWallAge({ ...online, state: 'offline' }, read, true, nowMs)).toMatchObject({
    isLive: false,
    state: 'offline',
  })
})
