import { AsyncResource } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { checkInput } from '#api/platform/http/validate.ts'
import { checkReferences } from './check-references.ts'
import { findStranger } from './find-stranger.ts'
import {
  type ReferenceAnswer,
  type ReferenceList,
  type ReferenceLists,
  type ReferenceName,
  referenceBodies,
  referenceNames,
} from './reference.contract.ts'
import { listReferenceLists, type ReferenceRow, saveReferenceList } from './reference.repo.ts'
import { readShippedLists } from './shipped-lists.ts'

/** What another process has saved is known here so much later at most. */
const lookMs = 5_000

export type ReferenceState = {
  lists: ReferenceAnswer['lists']
  /** 22 characters that stand for all versions. */
  tag: string
}

/** Types, time limits, departments and the rest of what an administrator keeps. Throws ApiError: 400 for a list that is not as
 *  it should be, 409 for a stale version. */
export type ReferenceService = {
  /** The lists as they are known here, without asking the database: to be used within a transaction as well. */
  current(): ReferenceLists
  /** Whether a department can be called today. */
  hasDepartment(code: string): boolean
  /** The same with their versions, asked for anew. */
  read(): Promise<ReferenceState>
  save(scope: Scope, name: ReferenceName, version: number, body: unknown): Promise<ReferenceList>
  close(): Promise<void>
}

type Entries = { [Name in ReferenceName]: ReferenceList<Name> }

const stale = (current: ReferenceList) =>
  new ApiError(
    409,
    'stale_version',
    {
      zh: '这份清单已被他人修改，请在最新内容上重做您的修改。',
      en: 'Somebody else has changed this list; make your change on what it is now.',
    },
    { current },
  )

/** Reads the lists and keeps them; those of another process are looked for every few seconds. */
export async function createReferenceService(deps: {
  database: Database
  audit: AuditTrail
  log: Logger
}): Promise<ReferenceService> {
  const { database, audit, log } = deps
  const shipped = readShippedLists()
  let entries = merge([])
  let lists = bodiesOf(entries)

  function merge(rows: readonly ReferenceRow[]): Entries {
    const saved = new Map(rows.map((row) => [row.name, row]))
    return Object.fromEntries(
      referenceNames.map((name) => {
        const row = saved.get(name)
        const read = row && referenceBodies[name].safeParse(row.body)
        // As another version of the program wrote it, a list may be none for this one: then what is shipped holds.
        if (row && read && !read.success)
          log.error({ list: name, err: read.error }, 'a saved list is not as it should be, the shipped one is used')
        const body = read?.success ? read.data : shipped[name]
        return [name, { version: row?.version ?? 0, changedAt: row?.changedAt ?? null, body }]
      }),
    ) as Entries
  }
  function bodiesOf(from: Entries): ReferenceLists {
    return Object.fromEntries(referenceNames.map((name) => [name, from[name].body])) as ReferenceLists
  }
  const isSame = (rows: readonly ReferenceRow[]) => {
    const versions = new Map(rows.map(({ name, version }) => [name, version]))
    return referenceNames.every((name) => entries[name].version === (versions.get(name) ?? 0))
  }
  /** The same objects as long as nothing changed: whoever makes something of a list keeps it by the list. */
  function take(rows: readonly ReferenceRow[]): void {
    if (isSame(rows)) return
    const next = merge(rows)
    for (const name of referenceNames)
      if (next[name].version === entries[name].version) Object.assign(next, { [name]: entries[name] })
    entries = next
    lists = bodiesOf(entries)
  }
  const look = async () => take(await database.read(listReferenceLists))

  await look()
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(
    AsyncResource.bind(() => {
      if (database.isHeldByBackup()) return
      running = look().catch((error) => log.warn({ err: error }, 'the reference lists could not be looked at'))
    }),
    lookMs,
  )
  timer.unref()

  return {
    current: () => lists,
    hasDepartment: (wanted) => lists.departments.items.some(({ code, isRetired }) => code === wanted && !isRetired),

    async read() {
      if (!database.isHeldByBackup()) await look()
      const versions = JSON.stringify(entries)
      return { lists: entries, tag: createHash('sha256').update(versions).digest('base64url').slice(0, 22) }
    },

    async save(scope, name, version, body) {
      const checked = checkInput(referenceBodies[name], body)
      const stranger = findStranger(body, checked)
      if (stranger) {
        const field = stranger.name.slice(0, 40)
        throw invalidField(stranger.path, { zh: `没有这个字段：${field}`, en: `there is no such field: ${field}` })
      }
      const rows = await database.writeAs(scope, async (transaction) => {
        const before = merge(await listReferenceLists(transaction))
        const formerLists = bodiesOf(before)
        if (before[name].version !== version) throw stale(before[name])
        const errors = checkReferences(name, formerLists, { ...formerLists, [name]: checked })
        if (errors.length > 0)
          throw new ApiError(
            400,
            'invalid_input',
            errors.length === 1 && errors[0]
              ? errors[0].message
              : {
                  zh: '清单里有不合要求的内容，请按提示修改。',
                  en: 'Parts of the list are not as required; see errors.',
                },
            { errors: errors.slice(0, 50) },
          )
        if (!(await saveReferenceList(transaction, { name, version, body: checked })))
          throw stale(merge(await listReferenceLists(transaction))[name])
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'reference', id: name },
            before: before[name].body,
            after: checked,
            details: { version: version + 1 },
          }),
        )
        const after = await listReferenceLists(transaction)
        await recordEvents(transaction, [
          {
            name: 'reference.changed',
            recordKind: 'reference',
            recordId: name,
            version: version + 1,
            area: database.county,
            data: {},
          },
        ])
        return after
      })
      take(rows)
      return merge(rows)[name]
    },

    async close() {
      clearInterval(timer)
      await running
    },
  }
}
