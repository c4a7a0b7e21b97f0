import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { listConsoleLinks } from './scripts/start/list-console-links.ts'
import { precompress } from './scripts/start/precompress.ts'

const repository = import.meta.dirname
const apiTests = { include: ['tests/api/**/*.test.ts'], globalSetup: ['tests/support/prepare-databases.ts'] }
/** What needs neither database nor browser, and where a branch nobody tried is a wrong answer one day. */
const pureCode = [
  'api/coverage/**/*.ts',
  'web/lib/**/*.ts',
  'api/platform/http/csv.contract.ts',
  'api/ground/tiles/{arc-crossings,arc-islands,arc-pieces,arc-set,edition-layers,kept-points,mercator,pack-tiles,shared-layers,simplify-arcs,tidy-feature,tile-cutter,zoom-layers}.ts',
]
/** Tests that put something else in a module's place, each in a process of its own: others would find it there. */
const mockedTests = ['web/**/*.mocked.test.{ts,tsx}']
/** What concerns a server alone; the embedded database's own counterpart is tests/e2e/start.test.ts. */
const serverTests = [...apiTests.include, 'tests/server/**/*.test.ts']
const inRepository = {
  root: repository,
  environment: 'node' as const,
  testTimeout: 30_000,
  hookTimeout: 300_000,
  // Vitest's own patience is a second, which a machine that does other things as well has not always.
  expect: { poll: { timeout: 25_000 } },
  // A process for several files: loading the modules again for each took a quarter to half of the time.
  isolate: false,
}

export default defineConfig({
  root: 'web',
  plugins: [react(), listConsoleLinks(), precompress()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // A source map is for the county's own engineers; the browser asks for it only with its tools open.
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // What changes with every build of ours stays apart from what changes only with an upgrade, so a browser
        // that was here before an upgrade of the console loads little.
        codeSplitting: {
          // Only what the first screen needs, and only packages that import nothing but each other: a group also takes
          // what its modules import (a group for antd took React with it, so the first screen waited for antd and
          // deck.gl), and without that the modules run in the wrong order. The rest is split by its import().
          groups: [
            { name: 'maplibre', test: /node_modules[\\/]maplibre-gl[\\/]/ },
            // With its setting, which has to be made before any schema is.
            { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    // Whole names of folders: the console has one of its own that is called api-client.
    proxy: Object.fromEntries(
      ['api', 'tiles', 'basemap', 'terrain', 'metrics'].map((path) => [`^/${path}(?:[/?]|$)`, 'http://127.0.0.1:8787']),
    ),
  },
  test: {
    root: repository,
    coverage: {
      provider: 'v8',
      include: pureCode,
      exclude: ['**/*.test.ts', '**/*.fixture.ts'],
      reportsDirectory: 'coverage-report',
      reporter: ['json'],
      thresholds: { branches: 95 },
    },
    projects: [
      {
        extends: true,
        test: {
          ...inRepository,
          name: 'unit',
          include: [
            '{api,web,scripts}/**/*.test.{ts,tsx}',
            'data/demo/**/*.test.ts',
            'tests/{lint,support}/**/*.test.ts',
          ],
          exclude: mockedTests,
        },
      },
      {
        extends: true,
        test: { ...inRepository, name: 'unit-mocked', include: mockedTests, isolate: true },
      },
      {
        extends: true,
        test: { ...inRepository, ...apiTests, name: 'api-embedded', env: { ONEGRID_TEST_DATABASE: 'embedded' } },
      },
      {
        extends: true,
        test: {
          ...inRepository,
          ...apiTests,
          include: serverTests,
          name: 'api-server',
          env: { ONEGRID_TEST_DATABASE: 'server' },
        },
      },
      {
        extends: true,
        test: {
          ...inRepository,
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          // `npm run test:faults` tries each fault a thousand times.
          testTimeout: 5_400_000,
          fileParallelism: false,
          globalSetup: ['tests/support/prepare-databases.ts'],
          env: { ONEGRID_TEST_DATABASE: 'embedded' },
        },
      },
      {
        extends: true,
        test: {
          ...inRepository,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 240_000,
          expect: { poll: { timeout: 60_000 } },
          // A browser and a server at a time: the machine is measured as much as the product otherwise.
          fileParallelism: false,
          globalSetup: ['tests/support/prepare-databases.ts', 'tests/support/prepare-product.ts'],
          env: { ONEGRID_TEST_DATABASE: 'embedded' },
          setupFiles: ['tests/e2e/keep-failures.ts'],
        },
      },
    ],
  },
})
