import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, createServerModuleRunner, type Plugin } from 'vite'
import { type MarkedSource, markBlocks } from './mark-blocks.ts'
import type { Change } from './messages.ts'

export const repository = join(import.meta.dirname, '../..')
export const mutatedFolder = join(repository, 'api', 'coverage')

export const isMutated = (file: string) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file)
export const isTest = (file: string) => file.endsWith('.test.ts')

/** The modules of api/coverage and its tests in this process, one source at a time with a mutant in it. */
export type MutatedModules = {
  /** How many blocks are marked in all. */
  blockCount: number
  testFiles: string[]
  /** See `MarkedSource.blockAt`. */
  blockOf(change: Change): number
  /** Puts the change into its file, or takes it out: the file and what imports it are loaded anew. */
  change(change: Change | null): void
  /** Everything is loaded anew. */
  forgetAll(): void
  /** Loads a test file with all it imports that has changed. */
  loadTests(file: string): Promise<void>
  close(): Promise<void>
}

/** `doubles` are modules that tests import by name and that are not what the name says. */
export async function openMutatedModules(doubles: Record<string, object>): Promise<MutatedModules> {
  const marked = new Map<string, MarkedSource>()
  const files = readdirSync(mutatedFolder)
  let blockCount = 0
  for (const file of files.filter(isMutated)) {
    const source = markBlocks(readFileSync(join(mutatedFolder, file), 'utf8'), blockCount)
    blockCount += source.blockCount
    marked.set(join(mutatedFolder, file), source)
  }
  let current: Change | null = null
  const pathOf = ({ file }: Change) => join(mutatedFolder, file)
  Object.assign(globalThis, { __doubles: doubles })

  const plugin: Plugin = {
    name: 'mutants',
    enforce: 'pre',
    resolveId: (name) => (name in doubles ? prefix + name : null),
    load(id) {
      const double = id.startsWith(prefix) ? doubles[id.slice(prefix.length)] : undefined
      if (double) return writeDouble(id.slice(prefix.length), double)
      return marked.get(id)?.write(current && pathOf(current) === id ? current : undefined)
    },
  }
  const server = await createServer({
    configFile: false,
    root: repository,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    ssr: { noExternal: Object.keys(doubles) },
    plugins: [plugin],
  })
  const environment = server.environments.ssr
  const runner = createServerModuleRunner(environment, { hmr: false, sourcemapInterceptor: false })

  /** Forgets a module, and every one that imports it, however far away. */
  const forget = (path: string) => {
    for (const module of environment.moduleGraph.getModulesByFile(path) ?? [])
      environment.moduleGraph.invalidateModule(module)
    const open = [...(runner.evaluatedModules.getModulesByFile(path) ?? [])]
    const gone = new Set(open)
    for (let module = open.pop(); module; module = open.pop()) {
      for (const id of module.importers) {
        const importer = runner.evaluatedModules.getModuleById(id)
        if (!importer || gone.has(importer)) continue
        gone.add(importer)
        open.push(importer)
      }
    }
    for (const module of gone) runner.evaluatedModules.invalidateModule(module)
  }

  return {
    blockCount,
    testFiles: files.filter(isTest),
    blockOf: (change) => (marked.get(pathOf(change)) as MarkedSource).blockAt(change),
    change: (change) => {
      const former = current
      current = change
      if (former) forget(pathOf(former))
      if (change) forget(pathOf(change))
    },
    forgetAll: () => {
      for (const path of marked.keys()) forget(path)
    },
    loadTests: async (file) => {
      const path = join(mutatedFolder, file)
      for (const module of runner.evaluatedModules.getModulesByFile(path) ?? [])
        runner.evaluatedModules.invalidateModule(module)
      await runner.import(path)
    },
    close: async () => {
      await runner.close()
      await server.close()
    },
  }
}

const prefix = '\0double:'

const writeDouble = (name: string, double: object): string => {
  const from = `globalThis.__doubles['${name}']`
  return Object.keys(double)
    .map((key) => (key === 'default' ? `export default ${from}.default` : `export const ${key} = ${from}.${key}`))
    .join('\n')
}
