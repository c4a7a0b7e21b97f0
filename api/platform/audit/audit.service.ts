import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { decodeCursor, encodeCursor } from '#api/platform/http/list.ts'
import type {
  AuditAnswer,
  AuditExportQuery,
  AuditFilters,
  AuditHeadAnswer,
  AuditItem,
  AuditQuery,
} from './audit.contract.ts'
import { countWaiting } from './audit.repo.ts'
import { findChainHead } from './audit-chain.repo.ts'
import { exportHead, exportLine } from './audit-lines.ts'
import { listAudit } from './audit-list.repo.ts'
import { type AuditTrail, entryOf } from './audit-trail.ts'

/** The trail for the auditor, whose own questions are lines of it. */
export type AuditService = {
  /** One page, newest first. The query is a line of the record itself: once, not with each page. 400 for a foreign cursor. */
  list(scope: Scope, query: AuditQuery): Promise<AuditAnswer>
  /** All matches as lines of a file, in pieces. Recorded before the first, which is read before this returns. */
  export(scope: Scope, query: AuditExportQuery): Promise<AsyncIterable<string>>
  head(scope: Scope): Promise<AuditHeadAnswer>
}

const rowsPerPiece = 500
/** Pages whose query was recorded here. One that is asked for after a restart is recorded again. */
const rememberedPages = 10_000
const cursorKeys = z.tuple([z.number().int()])

const withoutEmpty = (filters: AuditFilters) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))

/** Rows from the newest that is there now, in batches, whatever comes meanwhile. */
export async function* readAuditBatches(
  read: (page: { limit: number; before?: number }) => Promise<AuditItem[]>,
): AsyncGenerator<AuditItem[]> {
  for (let before: number | undefined; ; ) {
    const items = await read({ limit: rowsPerPiece, before })
    if (items.length > 0) yield items
    if (items.length < rowsPerPiece) return
    before = items.at(-1)?.id
  }
}

export function createAuditService({ database, audit }: { database: Database; audit: AuditTrail }): AuditService {
  const recorded = new LRUCache<string, true>({ max: rememberedPages })
  const pageKey = ({ actor }: Scope, filters: AuditFilters, cursor: string) =>
    JSON.stringify([actor.kind, actor.id, Object.entries(filters).sort(), cursor])

  return {
    async list(scope, { limit, cursor, ...filters }) {
      const [before] = decodeCursor(cursor, cursorKeys) ?? []
      if (cursor === undefined || !recorded.has(pageKey(scope, filters, cursor)))
        await audit.recordAlone(entryOf(scope, { details: { filters: withoutEmpty(filters) } }))
      const rows = await database.readAs(scope, (handle) => listAudit(handle, filters, { limit: limit + 1, before }))
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      if (!last || rows.length === items.length) return { items, nextCursor: null }
      const nextCursor = encodeCursor([last.id])
      recorded.set(pageKey(scope, filters, nextCursor), true)
      return { items, nextCursor }
    },

    async export(scope, { format, ...filters }) {
      await audit.recordAlone(entryOf(scope, { details: { format, filters: withoutEmpty(filters) } }))
      // Each batch is a transaction of its own: a reader who takes an hour holds none.
      const batches = readAuditBatches((page) => database.readAs(scope, (handle) => listAudit(handle, filters, page)))
      // What fails at once is a problem, and no file that breaks off.
      let batch = await batches.next()
      return (async function* () {
        yield exportHead(format)
        for (; !batch.done; batch = await batches.next())
          yield batch.value.map((item) => exportLine(format, item)).join('')
      })()
    },

    head: (scope) =>
      database.readAs(scope, async (handle) => {
        const { seq, hash } = await findChainHead(handle)
        return { seq, hash, waiting: await countWaiting(handle) }
      }),
  }
}
