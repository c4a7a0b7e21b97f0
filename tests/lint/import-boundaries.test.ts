import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const biome = join(repository, 'node_modules/.bin/biome')

type Plant = { file: string; source: string; rule: string }

const restricted = 'lint/style/noRestrictedImports'
const imports = (file: string, ...specifiers: string[]): Plant[] =>
  specifiers.map((specifier) => ({
    file,
    source: `import { thing } from '${specifier}'\nexport const other = thing\n`,
    rule: restricted,
  }))

const forbidden: Plant[] = [
  ...imports(
    'web/features/grids/grid-panel.ts',
    '#web/features/patrols/patrol-list.ts',
    '../patrols/patrol-list.ts',
    '#web/app/console-screen.tsx',
    '#web/main.tsx',
    '#api/ground/grids/grids.service.ts',
    '#api/platform/db/client.ts',
    'maplibre-gl',
  ),
  ...imports(
    'web/features/plans/operations/move.ts',
    '../../grids/grid-panel.ts',
    '#web/features/grids/grid-panel.ts',
    '#web/app/console-screen.tsx',
    '#api/ground/grids/grids.service.ts',
    'maplibre-gl',
    'postgres',
  ),
  ...imports('web/workers/geometry.worker.ts', '#web/features/grids/x.ts', '#api/ground/tiles/tiles.repo.ts'),
  ...imports('web/app/console-screen.tsx', '#api/ground/grids/grids.repo.ts', 'maplibre-gl'),
  ...imports('web/main.tsx', '#api/app.ts'),
  ...imports(
    'web/map/map-engine.ts',
    '#web/features/grids/x.ts',
    '#web/api-client/client.ts',
    '#web/shared/clock.ts',
    '#web/ui/button.tsx',
    '#api/ground/grids/grids.contract.ts',
    'react',
    'antd',
  ),
  ...imports('web/map/react/map-view.tsx', '#web/features/grids/x.ts', '#api/ground/grids/grids.contract.ts'),
  ...imports('web/live/event-stream.ts', '#web/features/grids/x.ts', '#web/map/map-engine.ts', '#api/app.ts'),
  ...imports('web/shared/clock.ts', '#web/live/event-stream.ts', '#api/ground/grids/grids.contract.ts'),
  ...imports(
    'web/ui/button.tsx',
    '#web/features/grids/x.ts',
    '#web/shared/clock.ts',
    '#api/ground/grids/grids.contract.ts',
  ),
  ...imports('web/lib/units.ts', '#web/ui/button.tsx', '#api/coverage/coverage.ts'),
  // Neither from the app nor from its problems anything but the types: `thing` is none of them.
  ...imports(
    'web/api-client/client.ts',
    '#api/app.ts',
    '#api/platform/http/problem.ts',
    '#api/ground/grids/grids.service.ts',
    '#web/features/grids/x.ts',
  ),
  ...imports(
    'api/ground/grids/grids.contract.ts',
    './grids.table.ts',
    'drizzle-orm',
    'hono',
    '#api/platform/http/problem.ts',
  ),
  ...imports('api/coverage/coverage.ts', 'node:fs', '@turf/turf', '#api/platform/db/client.ts', '../db/client.ts'),
  ...imports(
    'api/ground/grids/grids.routes.ts',
    './grids.repo.ts',
    '#api/platform/db/client.ts',
    'drizzle-orm',
    '#web/lib/units.ts',
  ),
  ...imports('api/ground/grids/grids.service.ts', './grids.routes.ts', 'hono', '#web/lib/units.ts'),
  ...imports(
    'api/ground/grids/grids.repo.ts',
    './grids.service.ts',
    '#api/ground/areas/areas.service.ts',
    '@electric-sql/pglite',
  ),
  ...imports('api/platform/http/list.ts', '#web/lib/units.ts', 'playwright-core', '@electric-sql/pglite'),
  ...imports('api/platform/db/open-database.ts', '#web/lib/units.ts'),
  ...imports('tests/e2e/map.test.ts', 'playwright-core'),
  {
    file: 'api/ground/grids/grids.service.ts',
    source:
      "import { createAreasService } from '#api/ground/areas/areas.service.ts'\nexport const other = createAreasService\n",
    rule: restricted,
  },
  {
    file: 'web/ui/popup.ts',
    source: 'export const show = (popup: { setHTML(text: string): void }) => popup.setHTML("<b>")\n',
    rule: 'plugin',
  },
  ...[
    'element.innerHTML = text',
    'element.innerHTML += text',
    'element.outerHTML = text',
    'element.setHTMLUnsafe(text)',
    "element.insertAdjacentHTML('beforeend', text)",
    'element.append(document.createRange().createContextualFragment(text))',
    "element.append(new DOMParser().parseFromString(text, 'text/html').body)",
    'document.write(text)',
    'document.writeln(text)',
  ].map((statement, index) => ({
    file: `web/ui/note-${index}.ts`,
    source: `export const show = (element: Element, text: string) => {\n  ${statement}\n}\n`,
    rule: 'plugin',
  })),
  {
    file: 'web/ui/frame.ts',
    source: 'export const show = (frame: HTMLIFrameElement, text: string) => {\n  frame.srcdoc = text\n}\n',
    rule: 'plugin',
  },
  {
    file: 'web/ui/note.tsx',
    source: "export const Note = () => <b dangerouslySetInnerHTML={{ __html: 'x' }} />\n",
    rule: 'lint/security/noDangerouslySetInnerHtml',
  },
  { file: 'web/ui/thing.ts', source: 'export default 1\n', rule: 'lint/style/noDefaultExport' },
  { file: 'web/ui/BigThing.ts', source: 'export const thing = 1\n', rule: 'lint/style/useFilenamingConvention' },
  { file: 'web/ui/index.ts', source: "export * from './thing.ts'\n", rule: 'lint/performance/noBarrelFile' },
]

const allowed: Plant[] = [
  ...imports(
    'web/features/grids/grid-list.ts',
    './grid-panel.ts',
    '#web/map/map-types.ts',
    '#web/live/event-stream.ts',
    '#web/api-client/client.ts',
    '#web/shared/clock.ts',
    '#web/ui/button.tsx',
    '#web/lib/units.ts',
    '#api/coverage/coverage.ts',
    '#api/ground/grids/grids.contract.ts',
    '@deck.gl/layers',
  ),
  ...imports('web/features/plans/operations/split.ts', '../plan-session.ts', '../paint/brush.ts', './move.ts'),
  ...imports(
    'web/app/wall-screen.tsx',
    '#web/features/grids/x.ts',
    '#api/coverage/coverage.ts',
    '#web/map/map-engine.ts',
  ),
  ...imports('web/map/layer-order.ts', './map-types.ts', '#web/lib/units.ts', 'maplibre-gl', '@deck.gl/mapbox'),
  ...imports('web/map/react/use-map.ts', 'react', '../map-engine.ts'),
  ...imports('web/shared/role.ts', '#web/lib/units.ts', 'zustand'),
  ...imports(
    'api/ground/areas/areas.contract.ts',
    'zod',
    '#api/platform/http/shared.contract.ts',
    './levels.contract.ts',
  ),
  ...imports('api/coverage/index-x.ts', 'flatbush', 'topojson-server', 'geojson', './coverage.ts'),
  ...imports('api/ground/areas/areas.routes.ts', './areas.service.ts', 'hono', '#api/platform/http/problem.ts'),
  ...imports(
    'api/ground/areas/areas.service.ts',
    './areas.repo.ts',
    '#api/platform/db/client.ts',
    '#api/coverage/coverage.ts',
  ),
  ...imports('api/ground/areas/areas.repo.ts', './areas.table.ts', '#api/ground/grids/grids.table.ts', 'drizzle-orm'),
  ...imports('api/platform/db/pglite.ts', '@electric-sql/pglite'),
  ...imports('tests/e2e/browser.ts', 'playwright-core'),
  {
    file: 'web/api-client/typed.ts',
    source: "import type { AppType } from '#api/app.ts'\nexport type Client = AppType\n",
    rule: restricted,
  },
  {
    file: 'web/api-client/problem.ts',
    source: "import type { Problem } from '#api/platform/http/problem.ts'\nexport type Trouble = Problem\n",
    rule: restricted,
  },
]

type Report = { diagnostics: { category: string; location: { path: string | { file: string } } }[] }

/** Rule names by planted folder. Each plant lies in its own copy of the tree, so two plants may name the same file. */
let found: Map<number, Set<string>>
let folder: string
const plants = [...forbidden, ...allowed]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-lint-'))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(repository, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true })
  cpSync(join(repository, 'biome.json'), join(folder, 'biome.json'))
  found = new Map()
  // Plants of one file name take turns; a turn is one run of the linter over all files of that turn.
  const turns: number[][] = []
  for (const [number, plant] of plants.entries()) {
    const turn = turns.find((numbers) => numbers.every((other) => plants[other]?.file !== plant.file))
    if (turn) turn.push(number)
    else turns.push([number])
  }
  for (const turn of turns) {
    const byFile = new Map<string, number>()
    for (const number of turn) {
      const plant = plants[number] as Plant
      byFile.set(plant.file, number)
      mkdirSync(dirname(join(folder, plant.file)), { recursive: true })
      writeFileSync(join(folder, plant.file), plant.source)
    }
    for (const { category, location } of lint(folder).diagnostics) {
      const path = typeof location.path === 'string' ? location.path : location.path.file
      const number = byFile.get(path.replace(/^\.\//, ''))
      if (number === undefined) continue
      const rules = found.get(number) ?? new Set()
      found.set(number, rules.add(category))
    }
    for (const file of byFile.keys()) rmSync(join(folder, file))
  }
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lint(where: string): Report {
  const options = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.']
  try {
    return JSON.parse(
      execFileSync(biome, options, { cwd: where, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout)
  }
}

const nameOf = ({ file, source }: Plant) => `${file}: ${source.split('\n')[0]}`

describe('the linter refuses', () => {
  it.each(forbidden.map((plant, number) => ({ name: nameOf(plant), rule: plant.rule, number })))(
    '$name',
    ({ number, rule }) => {
      expect([...(found.get(number) ?? [])]).toContain(rule)
    },
  )
})

describe('the linter lets pass', () => {
  it.each(
    allowed.map((plant, number) => ({ name: nameOf(plant), rule: plant.rule, number: number + forbidden.length })),
  )('$name', ({ number, rule }) => {
    expect([...(found.get(number) ?? [])]).not.toContain(rule)
  })
})
