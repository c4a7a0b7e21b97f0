import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

type Change = { file: string; start: number; end: number; replacement: string }
const change: Change | null = JSON.parse(process.env.ONEGRID_MUTANT ?? 'null')
const isQuick = process.env.ONEGRID_MUTATION_QUICK === '1'

/** The tests of the mutated file itself come first, then the small files: most mutants die in the first second. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const own = change?.file.replace(/\.ts$/, '.test.ts') ?? ''
    const slow = ['cell-raster', 'coverage-rule', 'snap-coverage', 'coverage-index']
    const rank = ({ moduleId }: TestSpecification) =>
      moduleId === own ? -1 : slow.findIndex((name) => moduleId.includes(`/${name}.`)) + 1
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}

/** The unit tests of api/coverage on a source with one mutant in it, until the first one fails. */
export default defineConfig({
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        if (!change || id.split('?')[0] !== change.file) return null
        return { code: code.slice(0, change.start) + change.replacement + code.slice(change.end), map: null }
      },
    },
  ],
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['api/coverage/**/*.test.ts'],
    // The brute forces compare with an overlay library: what passes without them is looked at again with them.
    ...(isQuick && {
      testNamePattern:
        /^(?!.*(for 50 areas|answers for most of the ground|nor a hair beside|takes a blink|whatever order the grids came in|mends the county))/,
    }),
    environment: 'node',
    bail: 1,
    maxWorkers: 1,
    isolate: false,
    cache: false,
    testTimeout: 60_000,
    sequence: { sequencer: NearestFirst },
    reporters: [['default', { summary: false }]],
  },
})
