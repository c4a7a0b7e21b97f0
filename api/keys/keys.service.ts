import { z } from 'zod'
import { covers } from '#api/access/principal.ts'
import { hashSecret, makeSecret } from '#api/access/secrets.ts'
import { areaBeyondReach } from '#api/accounts/account-errors.ts'
import { requireRung } from '#api/accounts/grant-rules.ts'
import { type AuditTrail, entryOf } from '#api/audit/audit-trail.ts'
import type { Database, ScopedHandle } from '#api/db/client.ts'
import type { Scope } from '#api/db/scope.ts'
import { openAreaLookup } from '#api/editions/area-lookup.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import { areaNotFound } from '#api/editions/resolve-area.ts'
import { readPage } from '#api/http/list.ts'
import { ApiError } from '#api/http/problem.ts'
import { instantSchema, type ListOf } from '#api/http/shared.contract.ts'
import type { CreateKeyBody, KeyItem, KeysQuery } from './keys.contract.ts'
import { countKeys, insertKey, type KeyKeys, listKeys, revokeKey } from './keys.repo.ts'

/** Keys of other systems. Throws ApiError: 404 for one that is not within reach, 403 for an area beyond it. */
export type KeysService = {
  /** Newest first, those that have ended as well. */
  list(scope: Scope, query: KeysQuery): Promise<ListOf<KeyItem>>
  /** The secret is in the answer and nowhere else. */
  create(scope: Scope, key: CreateKeyBody): Promise<{ id: string; secret: string; expiresAt: string }>
  revoke(scope: Scope, id: string): Promise<void>
}

const cursorKeys: z.ZodType<KeyKeys> = z.tuple([instantSchema, z.guid()])
const dayMs = 86_400_000

export function createKeysService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  /** Told when one has been revoked. */
  onRevoked: () => void
}): KeysService {
  const { database, editions, audit, onRevoked } = deps
  return {
    async list(scope, query) {
      const page = await readPage(
        <Result>(work: (handle: ScopedHandle) => Promise<Result>) => database.readAs(scope, work),
        {
          count: (handle) => countKeys(handle, query),
          read: (handle, place) => listKeys(handle, query, place),
        },
        { ...query, keys: cursorKeys },
      )
      const { nameOf } = await openAreaLookup(editions, database.county)
      return { ...page, items: page.items.map((row) => ({ ...row, areaName: nameOf(row.area) })) }
    },

    async create(scope, { name, role, area, days }) {
      requireRung(role, area)
      if (!(await openAreaLookup(editions, database.county)).has(area)) throw areaNotFound(area)
      if (!covers(scope, area)) throw areaBeyondReach(area)
      const secret = makeSecret('ogk')
      const expiresAt = new Date(Date.now() + days * dayMs)
      const id = await database.writeAs(scope, async (transaction) => {
        const made = await insertKey(transaction, {
          name,
          role,
          area,
          expiresAt,
          secretHash: hashSecret(secret),
          createdBy: scope.actor.name,
        })
        const after = { name, role, area, expiresAt: expiresAt.toISOString() }
        await audit.record(transaction, entryOf(scope, { record: { kind: 'key', id: made }, area, after }))
        return made
      })
      return { id, secret, expiresAt: expiresAt.toISOString() }
    },

    async revoke(scope, id) {
      await database.writeAs(scope, async (transaction) => {
        const revoked = await revokeKey(transaction, id, scope.actor.name)
        if (!revoked)
          throw new ApiError(404, 'not_found', {
            zh: '没有这个密钥，或已被撤销。',
            en: 'There is no such key, or it has been revoked.',
          })
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'key', id },
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
