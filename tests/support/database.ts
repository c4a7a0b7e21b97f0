import { cpSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { inject } from 'vitest'
import type { Database } from '#api/db/client.ts'
import { openDatabase } from '#api/db/open-database.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import type { TemplateContent } from './prepare-databases.ts'
import { removeFolder } from './run-folder.ts'
import { requireTestDatabaseName, urlOfDatabase } from './test-server.ts'

export const testCounty = '530326'

/** A migrated, empty database of the running project's kind (embedded or server), for the calling test file alone.
 *  `close` also removes it: `afterAll(() => database.close())`. Takes about two seconds on the embedded one. */
export function openTestDatabase(): Promise<Database> {
  return openCopy('empty')
}

/** The county of data/huize with its tiles, basemap and places, as edition 1; a copy for the calling test file alone, so
 *  it may write. Without incidents and patrols. `database.close()` removes it. */
export async function openLoadedCounty(): Promise<{ database: Database; editions: EditionsService }> {
  const database = await openCopy('loaded')
  const { createEditionsService } = await import('#api/editions/editions.service.ts')
  return { database, editions: createEditionsService({ database }) }
}

async function openCopy(content: TemplateContent): Promise<Database> {
  const copy = await copyTemplate(content)
  const database = await openDatabase({ ...copy.options, county: testCounty })
  const close = async () => {
    await database.close()
    await copy.remove()
  }
  // A proxy, not a copy of the object: what the database keeps to itself stays reachable for its own functions.
  return new Proxy(database, {
    get(target, name) {
      if (name === 'close') return close
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

let copies = 0

/** A copy of a template that nobody has opened yet: for tests that start the product on it. */
export async function copyTemplate(content: TemplateContent) {
  const databases = inject('databases')
  const answer = await fetch(`${databases.templates}/${content}`)
  const place = await answer.text()
  if (!answer.ok) throw new Error(place)
  copies += 1
  const name = `${process.pid}_${Date.now().toString(36)}_${copies}`
  if (databases.kind === 'embedded') {
    const dataFolder = join(databases.folder, name)
    cpSync(place, dataFolder, { recursive: true, preserveTimestamps: true, mode: 2 /* COPYFILE_FICLONE */ })
    return {
      options: { dataFolder, databaseUrl: undefined as string | undefined },
      remove: async () => removeFolder(dataFolder),
    }
  }
  const template = requireTestDatabaseName(place)
  const database = template.replace(/_test$/, `_${name}_test`)
  await administer(databases.adminUrl, `CREATE DATABASE "${database}" TEMPLATE "${template}"`)
  return {
    options: { dataFolder: join(databases.folder, name), databaseUrl: urlOfDatabase(place, database) },
    remove: () => administer(databases.adminUrl, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
