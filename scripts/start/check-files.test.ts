import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StartError } from '#api/platform/process/start-error.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { checkFiles } from './check-files.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = makeRunFolder('files')
  file = join(folder, 'grids.geojson')
  writeFileSync(file, '{}')
  mkdirSync(join(folder, 'inner'))
})
afterAll(() => removeFolder(folder))

const refusal = (...paths: string[]): string => {
  try {
    checkFiles(paths)
    return ''
  } catch (error) {
    if (error instanceof StartError) return error.sentence.en
    throw error
  }
}

describe('checkFiles', () => {
  it('lets files pass', () => expect(refusal(file)).toBe(''))
  it('names what is not there, also below a file', () => {
    expect(refusal(file, join(folder, 'none'))).toBe(`No such file: ${join(folder, 'none')}.`)
    expect(refusal(join(file, 'x'))).toBe(`No such file: ${join(file, 'x')}.`)
  })
  it('names a folder', () => expect(refusal(join(folder, 'inner'))).toContain('A folder'))
})
