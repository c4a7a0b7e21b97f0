import { createTokenService, type TokenServiceDeps } from '#api/people/tokens/token-service.ts'
import { hashSecret, makeSecret } from '#api/platform/access/secrets.ts'
import { entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import type { CreateKeyBody, KeyItem, KeysQuery } from './keys.contract.ts'
import { insertKey, keyTokens } from './keys.repo.ts'

/** Keys of other systems. Throws ApiError: 404 for one that is not within reach, 403 for an area beyond it. */
export type KeysService = {
  /** Newest first, those that have ended as well. */
  list(scope: Scope, query: KeysQuery): Promise<ListOf<KeyItem>>
  /** The secret is in the answer and nowhere else. */
  create(scope: Scope, key: CreateKeyBody): Promise<{ id: string; secret: string; expiresAt: string }>
  revoke(scope: Scope, id: string): Promise<void>
}

const dayMs = 86_400_000

const noSuchKey = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这个密钥，或已被撤销。',
    en: 'There is no such key, or it has been revoked.',
  })

export function createKeysService(deps: TokenServiceDeps): KeysService {
  const { database, audit } = deps
  const { list, revoke, checkArea } = createTokenService({
    ...deps,
    repo: keyTokens,
    recordKind: 'key',
    notThere: noSuchKey,
  })
  return {
    list,
    revoke,

    async create(scope, { name, role, area, days }) {
      await checkArea(scope, role, area)
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
  }
}
