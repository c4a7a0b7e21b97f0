import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import { replaceableWords } from '#api/ground/editions/editions.contract.ts'

const repository = resolve(import.meta.dirname, '../..')
// A process each, and a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** Runs a tool where no database may be touched: the folder it is given can hold none. */
function runScript(name: string, args: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', name, ...args], {
    cwd: repository,
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ONEGRID_DATA: '/dev/null/none', ...environment },
  })
  return { status, output: stdout + stderr }
}
const noStack = /\n\s+at /

it.each([
  ['import', ['--dryrun', 'x.geojson'], '--dryrun'],
  ['import', ['--area', '53032610000101', 'x.geojson'], `--area ${replaceableWords.en}, not 53032610000101.`],
  ['import', ['--snap', '-1', 'package.json'], '--snap takes metres from 0 to 2, not -1'],
  ['import', ['--area', '530326', '--area', '530326101', 'package.json'], '--area'],
  ['import', ['--report', 'none/faults.geojson', 'package.json'], 'its folder does not exist'],
  ['admin', ['clear-demo', '--yes'], '--yes'],
  ['admin', ['clear'], 'clear'],
  ['start', ['demo'], 'demo'],
  ['begin', [], 'begin'],
])('%s %j is a wrong call: exit code 2, said in both languages', (name, args, named) => {
  const { status, output } = runScript(name, args)
  expect(status).toBe(2)
  expect(output).toMatch(/\p{Script=Han}/u)
  expect(output).toContain(named)
  expect(output).not.toMatch(noStack)
})

it.each([
  ['a folder', ['data/huize'], /文件夹.*data\/huize.*folder/],
  ['a file that is not there', ['none.geojson'], /找不到.*No such file: none\.geojson/],
])('import of %s is one sentence', (_, args, sentence) => {
  const { status, output } = runScript('import', args)
  expect(status).toBe(2)
  expect(output).toMatch(sentence)
  expect(output.trim().split('\n')).toHaveLength(1)
})

it('says that DATABASE_URL names no database', () => {
  for (const url of ['postgres://somebody@127.0.0.1:1', 'postgres://somebody@127.0.0.1:1/']) {
    const { status, output } = runScript('import', ['package.json'], { DATABASE_URL: url })
    expect(status).toBe(1)
    expect(output).toMatch(/没有写库名.*names no database/)
  }
})

it('says that a data folder cannot be made there, and does not hang', () => {
  const { status, output } = runScript('import', ['package.json'], { ONEGRID_DATA: '/proc/onegrid' })
  expect(status).toBe(1)
  expect(output).toMatch(/建不了.*cannot be made/)
})
