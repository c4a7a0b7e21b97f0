import { z } from 'zod'
import { openAreaLookup } from '#api/ground/editions/area-lookup.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { areaNotFound } from '#api/ground/editions/resolve-area.ts'
import { areaBeyondReach } from '#api/people/accounts/account-errors.ts'
import { requireRung } from '#api/people/accounts/grant-rules.ts'
import type { Role } from '#api/platform/access/access.contract.ts'
import { covers } from '#api/platform/access/principal.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { readerAs, readPage } from '#api/platform/http/list.ts'
import type { ApiError } from '#api/platform/http/problem.ts'
import { instantSchema, type ListOf } from '#api/platform/http/shared.contract.ts'
import type { TokenFilter, TokenKeys, TokenRepo, TokenRow } from './token-repo.ts'

/** What keys and walls have in common. Throws ApiError. */
export type TokenService<Row extends TokenRow> = {
  /** Made last comes first, those that have ended as well. */
  list(
    scope: Scope,
    query: TokenFilter & { limit: number; cursor?: string | undefined },
  ): Promise<ListOf<Row & { areaName: string }>>
  /** Throws where who asks can make none of this role in this area: 400 for its level, 404 where there is no such area, 403
   *  beyond reach. */
  checkArea(scope: Scope, role: Role, area: string): Promise<void>
  /** Throws 404 where there is no good one within reach. A line in the audit says what it was. */
  revoke(scope: Scope, id: string): Promise<void>
}

export type TokenServiceDeps = {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  /** Told when one has been taken back. */
  onRevoked: () => void
}

const cursorKeys: z.ZodType<TokenKeys> = z.tuple([instantSchema, z.guid()])

export function createTokenService<Row extends TokenRow, Kind extends keyof Row>(
  deps: TokenServiceDeps & {
    repo: TokenRepo<Row, Kind>
    /** What a line of the audit calls the record. */
    recordKind: string
    notThere: () => ApiError
  },
): TokenService<Row> {
  const { database, editions, audit, onRevoked, repo, recordKind, notThere } = deps
  const lookUpAreas = () => openAreaLookup(editions, database.county)
  return {
    async list(scope, query) {
      const page = await readPage(
        readerAs(database, scope),
        { count: (handle) => repo.count(handle, query), read: (handle, place) => repo.list(handle, query, place) },
        { ...query, keys: cursorKeys },
      )
      const { nameOf } = await lookUpAreas()
      return { ...page, items: page.items.map((row) => ({ ...row, areaName: nameOf(row.area) })) }
    },

    async checkArea(scope, role, area) {
      requireRung(role, area)
      if (!(await lookUpAreas()).has(area)) throw areaNotFound(area)
      if (!covers(scope, area)) throw areaBeyondReach(area)
    },

    async revoke(scope, id) {
      await database.writeAs(scope, async (transaction) => {
        const revoked = await repo.revoke(transaction, id, scope.actor.name)
        if (!revoked) throw notThere()
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: recordKind, id },
            area: revoked.area,
            before: revoked,
            details: { did: 'revoke' },
          }),
        )
      })
      onRevoked()
    },
  }
}
