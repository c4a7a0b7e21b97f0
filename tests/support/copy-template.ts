import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { TestDatabases } from './prepare-databases.ts'
import { removeFolder } from './run-folder.ts'
import type { DatabaseKind, TemplateContent } from './template-host.ts'
import { administer, requireTestDatabaseName, urlOfDatabase } from './test-server.ts'

/** What the template host answers to a path. */
export async function askTemplateHost({ templates }: TestDatabases, path: string): Promise<string> {
  const answer = await fetch(`${templates}${path}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

let copies = 0

/** A copy of a template that nobody has opened yet. Knows nothing of vitest: its global set-up copies too. */
export async function copyTemplateOf(databases: TestDatabases, content: TemplateContent, kind: DatabaseKind) {
  const place = await askTemplateHost(databases, `/${kind}/${content}`)
  copies += 1
  const name = `${process.pid}_${Date.now().toString(36)}_${copies}`
  const dataFolder = join(databases.folder, name)
  if (kind === 'embedded') {
    cpSync(place, dataFolder, { recursive: true, preserveTimestamps: true, mode: 2 /* COPYFILE_FICLONE */ })
    return {
      options: { dataFolder, databaseUrl: undefined as string | undefined },
      remove: async () => removeFolder(dataFolder),
    }
  }
  const adminUrl = await askTemplateHost(databases, '/server')
  const template = requireTestDatabaseName(place)
  const database = template.replace(/_test$/, `_${name}_test`)
  await administer(adminUrl, `CREATE DATABASE "${database}" TEMPLATE "${template}"`)
  return {
    options: { dataFolder, databaseUrl: urlOfDatabase(place, database) },
    remove: () => administer(adminUrl, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
  }
}
