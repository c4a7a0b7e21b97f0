import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

type Step = { from: string; to: string; isType: boolean }

/** What a file imports of ours, by paths from the top of the repository. */
function readSteps(from: string, source: string): Step[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(from, source).module
  const imported = staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const passedOn = staticExports
    .flatMap(({ entries }) => entries)
    .map(({ moduleRequest, isType }) => ({ specifier: moduleRequest?.value ?? '', isType }))
  const loaded = dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    specifier: source.slice(start + 1, end - 1),
    isType: false,
  }))
  return [...imported, ...passedOn, ...loaded]
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

/** From the lowest up: a wing knows those before it. */
const wings = ['platform', 'ground', 'people', 'operations']
const wingOf = (file: string) => (file.startsWith('api/') ? wings.indexOf(file.split('/')[1] ?? '') : -1)
const isInWing = (file: string) => wingOf(file) >= 0

/** Arrows that run up, each with the reason it stays. */
const upward = [
  // A new edition gives the open cases their grid in the same transaction.
  'api/ground/imports/import.worker.ts → api/operations/incidents/incident-routing.repo.ts',
  // A wall's cookie and a session's are told apart by name.
  'api/platform/access/note-refusals.ts → api/people/walls/walls.contract.ts',
  // What was read back is compared with its own geometry before anybody relies on it.
  'api/platform/backup/restore-checks.ts → api/ground/editions/editions.repo.ts',
  'api/platform/backup/restore-checks.ts → api/ground/editions/wkb.ts',
  // The stream says of each event what its feature's answers say of the same thing.
  'api/platform/events/events.contract.ts → api/operations/incidents/incidents.contract.ts',
  'api/platform/events/events.contract.ts → api/operations/whistles/whistles.contract.ts',
]

type FolderOf = (file: string) => string

/** `api/ground/grids/grids.repo.ts` → `api/ground/grids`; a file beside the folders is its own. */
const folderOf: FolderOf = (file) =>
  file
    .split('/')
    .slice(0, isInWing(file) ? 3 : 2)
    .join('/')

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

const all = ['api', 'web', 'scripts']
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

it('a wing knows those below it alone', () => {
  const found = all.filter(({ from, to }) => isInWing(from) && wingOf(to) > wingOf(from))
  expect(found.map(({ from, to }) => `${from} → ${to}`).filter((arrow) => !upward.includes(arrow))).toEqual([])
})

it('no two folders of a feature know each other', () => {
  const inFeatures = all.filter(({ from, to }) => [from, to].every((file) => file.startsWith('web/features/')))
  expect(findFolderCycles(inFeatures, featureFolderOf)).toEqual({})
})

it('a cycle of folders is found, and what only leads to it, types and tables are left out', () => {
  const files = {
    'api/people/keys/keys.repo.ts': "import { a } from '#api/platform/access/guard.ts'",
    'api/platform/access/guard.ts':
      "import { b } from './rules.ts'\nimport type { T } from '#api/ground/tiles/tiles.service.ts'",
    'api/platform/access/rules.ts': "export { c } from '#api/people/keys/keys.repo.ts'",
    'api/ground/tiles/tiles.service.ts':
      "import { d } from '#api/people/keys/keys.repo.ts'\nimport { t } from '#api/ground/areas/areas.table.ts'",
    'api/ground/areas/areas.ts': "import { e } from '#api/ground/tiles/tiles.service.ts'",
  }
  const steps = Object.entries(files).flatMap(([path, source]) => readSteps(path, source))
  expect(findFolderCycles(steps, folderOf)).toEqual({
    'api/people/keys → api/platform/access': ['api/people/keys/keys.repo.ts → api/platform/access/guard.ts'],
    'api/platform/access → api/people/keys': ['api/platform/access/rules.ts → api/people/keys/keys.repo.ts'],
  })
})
