import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, it, onTestFinished } from 'vitest'

const loader = fileURLToPath(new URL('./typescript.mjs', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-loader-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** Runs a file with that in it, in a process that keeps what it compiles in `folder`; gives all that it said. */
function run(source: string): string {
  const file = join(folder, 'said.ts')
  writeFileSync(file, source)
  const env = { ...process.env, TMPDIR: folder, TEMP: folder }
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', loader, file], { encoding: 'utf8', env })
  return stdout + stderr
}
const saying = (word: string) => `const word: string = '${word}'\nconsole.log(word)\n`

/** The file that is kept; there is one. */
function findKept(): string {
  const [place = ''] = readdirSync(folder).filter((name) => name.startsWith('onegrid-typescript-'))
  const names = readdirSync(join(folder, place))
  expect([place, names]).toEqual([expect.stringMatching(/./), [expect.any(String)]])
  return join(folder, place, names[0] as string)
}

it('runs what a file says now, whatever was kept of it before', () => {
  expect(run(saying('one'))).toBe('one\n')
  const kept = readFileSync(findKept(), 'utf8')
  expect(kept).toContain('one')
  expect(run(saying('two'))).toBe('two\n')
  for (const damaged of ['', kept, kept.replace('one', 'six'), readFileSync(findKept(), 'utf8').slice(0, 100)]) {
    writeFileSync(findKept(), damaged)
    expect(run(saying('two'))).toBe('two\n')
  }
})

it.skipIf(process.platform === 'win32')('keeps nothing where others could put something else', () => {
  const place = join(folder, `onegrid-typescript-${process.geteuid?.()}`)
  mkdirSync(place)
  chmodSync(place, 0o777)
  expect(run(saying('one'))).toBe('one\n')
  expect(readdirSync(place)).toEqual([])
})

it('names the line of the TypeScript where an error was thrown', () => {
  const source = 'type Told = {\n  text: string\n}\nconst told: Told = { text: "no" }\nthrow new Error(told.text)\n'
  expect(run(source)).toMatch(/at .*said\.ts:5:/)
})
