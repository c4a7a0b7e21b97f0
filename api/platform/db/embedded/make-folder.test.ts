import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

describe('a data folder', () => {
  let parent: string
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'onegrid-folder-'))
  })
  afterAll(() => rmSync(parent, { recursive: true, force: true }))

  it('is made with what is missing above it, for nobody else to read, and may be there already', () => {
    const folder = join(parent, 'a', 'b', 'c')
    makeFolder(folder)
    makeFolder(folder)
    expect(statSync(folder).isDirectory()).toBe(true)
    expect(statSync(join(parent, 'a')).mode & 0o077).toBe(0)
  })

  it('is refused where a file is in the way', () => {
    writeFileSync(join(parent, 'file'), '')
    expect(() => makeFolder(join(parent, 'file', 'below'))).toThrow(/ENOTDIR/)
  })

  it.runIf(process.platform === 'linux')('is refused at once where a file system takes none', () => {
    expect(() => makeFolder('/proc/onegrid/data')).toThrow(/ENOENT/)
  })
})
