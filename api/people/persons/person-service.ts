import type { SQL } from 'drizzle-orm'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { maskName, maskPhone, maskText } from './mask-person.ts'
import type { PersonFields, PersonRepo, PersonRow } from './person-repo.ts'

/** Each of these is in the audit trail before anybody sees its answer, in the transaction that reads or writes. */
export type PersonService<Own extends object> = {
  list(scope: Scope, isWanted: SQL, page: { limit: number; after?: string }): Promise<PersonRow<Own>[]>
  /** 404 for what is not there, has expired, or is out of reach. */
  find(scope: Scope, id: string): Promise<PersonRow<Own>>
  /** Adds to the area that `areaOf` gives. */
  add(
    scope: Scope,
    areaOf: (transaction: ScopedTransaction) => Promise<string> | string,
    values: PersonFields & Own,
  ): Promise<PersonRow<Own>>
  /** The same in a transaction of somebody who writes more. */
  addWithin(transaction: ScopedTransaction, area: string, values: PersonFields & Own): Promise<PersonRow<Own>>
  /** What is left out stays. 409 where it is not the version the caller saw. */
  change(scope: Scope, id: string, version: number, values: Partial<PersonFields & Own>): Promise<PersonRow<Own>>
  remove(scope: Scope, id: string, version: number): Promise<void>
}

const notFound = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这条人员信息，可能已到期清除；请回到列表刷新。',
    en: 'There is no such person; the entry may have expired. Go back to the list and refresh.',
  })
const stale = (version: number) =>
  new ApiError(
    409,
    'stale_version',
    {
      zh: '这条人员信息已被他人修改，请刷新后重试。',
      en: 'Somebody else has changed this entry; refresh and try again.',
    },
    { current: { version } },
  )

/** What reads and writes one of the two tables with private persons. */
export function createPersonService<Own extends object>(deps: {
  database: Database
  audit: AuditTrail
  repo: PersonRepo<Own>
  /** What a line calls the record. */
  kind: string
}): PersonService<Own> {
  const { database, audit, repo, kind } = deps
  /** As a line may show it: the trail holds nobody's name, phone or story. */
  const mask = ({ name, phone, note, ...rest }: PersonRow<Own>) => ({
    ...rest,
    name: maskName(name),
    phone: phone === null ? null : maskPhone(phone),
    note: maskText(note),
  })
  const record = (
    transaction: ScopedTransaction,
    row: PersonRow<Own>,
    what: { before?: unknown; after?: unknown; details?: Readonly<Record<string, unknown>> },
  ) =>
    audit.record(
      transaction,
      entryOf(transaction.scope, { ...what, record: { kind, id: row.id }, area: row.area, isPersonal: true }),
    )
  async function takeVersion(transaction: ScopedTransaction, id: string, version: number) {
    const row = await repo.take(transaction, id)
    if (!row) throw notFound()
    if (row.version !== version) throw stale(row.version)
    return row
  }
  async function addWithin(transaction: ScopedTransaction, area: string, values: PersonFields & Own) {
    const row = await repo.insert(transaction, area, values)
    await record(transaction, row, { after: mask(row) })
    return row
  }

  return {
    list: (scope, isWanted, page) =>
      database.writeAs(scope, async (transaction) => {
        const rows = await repo.list(transaction, isWanted, page)
        const details = { ids: rows.map(({ id }) => id) }
        await audit.record(transaction, entryOf(scope, { record: { kind, id: '' }, details, isPersonal: true }))
        return rows
      }),
    find: (scope, id) =>
      database.writeAs(scope, async (transaction) => {
        const row = await repo.take(transaction, id)
        if (!row) throw notFound()
        await record(transaction, row, {})
        return row
      }),
    add: (scope, areaOf, values) =>
      database.writeAs(scope, async (transaction) => addWithin(transaction, await areaOf(transaction), values)),
    addWithin,
    change: (scope, id, version, values) =>
      database.writeAs(scope, async (transaction) => {
        const before = await takeVersion(transaction, id, version)
        const after = await repo.update(transaction, id, { ...before, ...values })
        // Two masks may look alike.
        const fields = Object.keys(values) as (keyof typeof values)[]
        const changed = fields.filter((field) => before[field] !== after[field])
        await record(transaction, after, { before: mask(before), after: mask(after), details: { changed } })
        return after
      }),
    remove: (scope, id, version) =>
      database.writeAs(scope, async (transaction) => {
        const before = await takeVersion(transaction, id, version)
        await repo.remove(transaction, id)
        await record(transaction, before, { before: mask(before) })
      }),
  }
}
