import { inject } from 'vitest'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { askTemplateHost, copyTemplateOf } from './copy-template.ts'
import type { DatabaseKind, TemplateContent } from './template-host.ts'

export const testCounty = '530326'

/** A migrated, empty database of the running project's kind (embedded or server), for the calling test file alone.
 *  `close` also removes it: `afterAll(() => database.close())`. Takes about two seconds on the embedded one. */
export function openTestDatabase(): Promise<Database> {
  return openCopy('empty')
}

/** The county of data/huize with its tiles, basemap and places, as edition 1; a copy for the calling test file alone, so
 *  it may write. Without incidents and patrols, unless `content` is 'demo'. `database.close()` removes it. */
export async function openLoadedCounty(
  content: 'loaded' | 'demo' = 'loaded',
): Promise<{ database: Database; editions: EditionsService }> {
  const database = await openCopy(content)
  const { createEditionsService } = await import('#api/ground/editions/editions.service.ts')
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

/** The address of a database of the run's PostgreSQL server, for creating others; its name ends in `_test`. */
export const findTestServer = (): Promise<string> => askTemplateHost(inject('databases'), '/server')

/** A copy of a template that nobody has opened yet: for tests that start the product on it. Of the running project's kind
 *  when none is named. */
export const copyTemplate = (content: TemplateContent, kind: DatabaseKind = inject('databases').kind) =>
  copyTemplateOf(inject('databases'), content, kind)
