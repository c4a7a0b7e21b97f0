import type { TestProject } from 'vitest/node'
import { makeMemoryFolder, removeFolder } from './run-folder.ts'
import { type DatabaseKind, openTemplateHost } from './template-host.ts'

export type TestDatabases = {
  /** What the running project is for. */
  kind: DatabaseKind
  /** Everything of this run lies in here. */
  folder: string
  /** Address of the template host. */
  templates: string
}

declare module 'vitest' {
  interface ProvidedContext {
    databases: TestDatabases
  }
}

/** Vitest's global set-up of the projects that need a database. Everything is removed after the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = process.env.ONEGRID_TEST_TEMPLATES
  const host = shared ? null : await openTemplateHost()
  const folder = makeMemoryFolder('test')
  project.provide('databases', {
    kind: project.config.env.ONEGRID_TEST_DATABASE === 'server' ? 'server' : 'embedded',
    folder,
    templates: shared ?? host?.url ?? '',
  })
  return async () => {
    await host?.close()
    removeFolder(folder)
  }
}
