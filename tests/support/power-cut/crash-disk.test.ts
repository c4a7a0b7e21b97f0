import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomFrom } from '../random.ts'
import { makeMemoryFolder, removeFolder } from '../run-folder.ts'
import { writeCrashState } from './crash-disk.ts'
import type { DiskEvent } from './disk-log.ts'

// Some thousand small files each, and a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(() => {
  folder = makeMemoryFolder('disk', 1e6)
  mkdirSync(join(folder, 'base', 'pg'), { recursive: true })
  writeFileSync(join(folder, 'base', 'pg', 'old'), 'o'.repeat(1024))
})
afterAll(() => removeFolder(folder))

const write = (file: string, offset: number, letter: string, length: number): DiskEvent => ({
  kind: 'write',
  file,
  offset,
  bytes: Buffer.from(letter.repeat(length)),
})

/** What is read at `path` in each of many states of the disk; null where there is no such file. */
function contentsAfter(log: DiskEvent[], path = 'pg/old', states = 200): Set<string | null> {
  const target = join(folder, 'state')
  const seen = new Set<string | null>()
  for (let seed = 1; seed <= states; seed++) {
    writeCrashState({ log, end: log.length, base: join(folder, 'base'), target, random: randomFrom(seed * 7919) })
    seen.add(existsSync(join(target, path)) ? readFileSync(join(target, path), 'latin1') : null)
  }
  return seen
}
/** `aabb` for a file of sectors of 512 bytes that hold one letter each, `?` for a mixture, `0` for zeros. */
const shorten = (content: string | null) =>
  content === null
    ? null
    : (content.match(/.{1,512}/gs) ?? [])
        .map((sector) => (/^(.)\1*$/s.test(sector) ? sector.charAt(0).replace('\0', '0') : '?'))
        .join('')
const shortenedAfter = (log: DiskEvent[], path?: string) => [...contentsAfter(log, path)].map(shorten).sort()

describe('the disk after a power cut', () => {
  it('holds what was synced, whatever came of the rest', () => {
    const log: DiskEvent[] = [write('pg/old', 0, 'a', 1024), { kind: 'sync', file: 'pg/old' }]
    expect(shortenedAfter(log)).toEqual(['aa'])
    expect(shortenedAfter([...log, write('pg/old', 0, 'b', 1024)])).toEqual(['aa', 'ab', 'ba', 'bb'])
  })

  it('may hold any part of what was not synced, sector by sector, and no sector torn', () => {
    const log = [write('pg/old', 0, 'a', 1024), write('pg/old', 512, 'b', 512)]
    expect(shortenedAfter(log)).toEqual(['aa', 'ab', 'ao', 'oa', 'ob', 'oo'])
  })

  it('holds zeros where a file grew and its bytes did not arrive', () => {
    const found = shortenedAfter([write('pg/old', 1024, 'n', 512)])
    expect(found).toEqual(['oo', 'oo0', 'oon'])
  })

  it('keeps a new file only when its folder was synced, and its content when it was', () => {
    const made: DiskEvent[] = [
      { kind: 'create', path: 'pg/new', file: '#1', isFolder: false },
      write('#1', 0, 'n', 512),
      { kind: 'sync', file: '#1' },
    ]
    expect(shortenedAfter(made, 'pg/new')).toEqual(['n', null])
    expect(shortenedAfter([...made, { kind: 'sync-folder', path: 'pg' }], 'pg/new')).toEqual(['n'])
  })

  it('has a renamed file under one of its two names, and the one it replaced or not', () => {
    const log: DiskEvent[] = [
      { kind: 'create', path: 'pg/new', file: '#1', isFolder: false },
      write('#1', 0, 'n', 512),
      { kind: 'sync', file: '#1' },
      { kind: 'sync-folder', path: 'pg' },
      { kind: 'rename', from: 'pg/new', to: 'pg/old', file: '#1' },
    ]
    expect(shortenedAfter(log)).toEqual(['n', 'oo'])
    expect(shortenedAfter([...log, { kind: 'sync-folder', path: 'pg' }])).toEqual(['n'])
    expect(shortenedAfter([...log, { kind: 'sync-folder', path: 'pg' }], 'pg/new')).toEqual([null])
  })

  it('counts as acknowledged only what was said before', () => {
    const log: DiskEvent[] = [
      { kind: 'acknowledge', transaction: 1 },
      { kind: 'acknowledge', transaction: 2 },
    ]
    const options = { log, base: join(folder, 'base'), target: join(folder, 'state'), random: randomFrom(1) }
    expect(writeCrashState({ ...options, end: 1 }).acknowledged).toEqual(new Set([1]))
  })
})
