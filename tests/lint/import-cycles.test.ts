import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

type Step = { from: string; to: string; isType: boolean }

/** What a file imports of ours, by paths from the top of the repository. */
function readSteps(from: string, source: string): Step[] {
  const { staticImports, staticExports } = parseSync(from, source).module
  const imported = staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const passedOn = staticExports
    .flatMap(({ entries }) => entries)
    .map(({ moduleRequest, isType }) => ({ specifier: moduleRequest?.value ?? '', isType }))
  return [...imported, ...passedOn]
    .filter(({ specifier }) => /^[.#].*\.tsx?$/.test(specifier))
    .map(({ specifier, isType }) => ({
      from,
      to: specifier.startsWith('#') ? specifier.slice(1) : posix.join(posix.dirname(from), specifier),
      isType,
    }))
}

/** The steps that lie on a cycle, or between two cycles. */
function findCycles(steps: Step[]): Step[] {
  const starts = new Set(steps.map(({ from }) => from))
  const ends = new Set(steps.map(({ to }) => to))
  const left = steps.filter(({ from, to }) => starts.has(to) && ends.has(from))
  return left.length === steps.length ? left : findCycles(left)
}

type FolderOf = (file: string) => string

/** `api/grids/grids.repo.ts` → `api/grids`; a file beside the folders is its own. */
const folderOf: FolderOf = (file) => file.split('/').slice(0, 2).join('/')

/** `web/features/incidents/list/incident-list.tsx` → `web/features/incidents/list`; what the folders of a feature share is its own. */
const featureFolderOf: FolderOf = (file) => file.split('/').slice(0, 4).join('/')

/** Cycles of folders, each step with the imports that make it. A type is gone when the program runs, and tables and contracts
 *  are for everybody: a repository may read any table, a contract say what another one says. */
function findFolderCycles(steps: Step[], folderOf: FolderOf): Record<string, string[]> {
  const across = steps.filter(
    ({ from, to, isType }) => !isType && !/\.(contract|table)\.ts$/.test(to) && folderOf(from) !== folderOf(to),
  )
  const inFolders = across.map(({ from, to, isType }) => ({ from: folderOf(from), to: folderOf(to), isType }))
  const found: Record<string, string[]> = {}
  for (const { from, to } of findCycles(inFolders))
    found[`${from} → ${to}`] = across
      .filter((step) => folderOf(step.from) === from && folderOf(step.to) === to)
      .map((step) => `${step.from} → ${step.to}`)
  return found
}

const all = ['api', 'web']
  .flatMap((side) =>
    readdirSync(join(repository, side), { recursive: true, encoding: 'utf8' }).map((path) => `${side}/${path}`),
  )
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .flatMap((path) => readSteps(path, readFileSync(join(repository, path), 'utf8')))

it('no file imports itself by way of others', () => {
  expect(all.length).toBeGreaterThan(1000)
  expect(findCycles(all)).toEqual([])
})

it('no two folders know each other', () => {
  expect(findFolderCycles(all, folderOf)).toEqual({})
})

it('no two folders of a feature know each other', () => {
  const inFeatures = all.filter(({ from, to }) => [from, to].every((file) => file.startsWith('web/features/')))
  expect(findFolderCycles(inFeatures, featureFolderOf)).toEqual({})
})

it('a cycle of folders is found, and what only leads to it, types and tables are left out', () => {
  const files = {
    'api/keys/keys.repo.ts': "import { a } from '#api/access/guard.ts'",
    'api/access/guard.ts': "import { b } from './rules.ts'\nimport type { T } from '#api/tiles/tiles.service.ts'",
    'api/access/rules.ts': "export { c } from '../keys/keys.repo.ts'",
    'api/tiles/tiles.service.ts':
      "import { d } from '#api/keys/keys.repo.ts'\nimport { t } from '#api/areas/areas.table.ts'",
    'api/areas/areas.ts': "import { e } from '#api/tiles/tiles.service.ts'",
  }
  const steps = Object.entries(files).flatMap(([path, source]) => readSteps(path, source))
  expect(findFolderCycles(steps, folderOf)).toEqual({
    'api/keys → api/access': ['api/keys/keys.repo.ts → api/access/guard.ts'],
    'api/access → api/keys': ['api/access/rules.ts → api/keys/keys.repo.ts'],
  })
})
