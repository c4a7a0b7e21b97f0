import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Actor } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { findAccount } from '../sessions.repo.ts'
import { plainUsername } from '../sign-in.service.ts'
import type { WayId } from './ways.contract.ts'
import { bindAccount, findBoundAccount, unbindAccount } from './ways.repo.ts'

type Deps = { database: Database; audit: AuditTrail; actor: Actor }

const noSuchAccount = (username: string) =>
  new ApiError(404, 'not_found', {
    zh: `没有用户名为 ${username} 的账号。`,
    en: `There is no account with the username ${username}.`,
  })

/** An administrator binds somebody's account to a user of another system. Throws 404, and 422 where either is bound
 *  otherwise; then nothing is changed. */
export async function bindByName(
  { database, audit, actor }: Deps,
  { way, providerId, foreignId, ...given }: { username: string; way: WayId; providerId: string; foreignId: string },
): Promise<void> {
  const username = plainUsername(given.username)
  await database.write(async (transaction) => {
    const account = await findAccount(transaction, username)
    if (!account) throw noSuchAccount(username)
    const { userId } = account
    const outcome = await bindAccount(transaction, { userId, providerId, foreignId })
    if (outcome === 'bound-already')
      throw new ApiError(422, 'invalid_input', {
        zh: `${username} 已经绑定了另一个用户；请先解除（unbind）。`,
        en: `${username} is bound to another user already; unbind that first.`,
      })
    if (outcome === 'bound-elsewhere') {
      const owner = await findBoundAccount(transaction, providerId, foreignId, true)
      throw new ApiError(422, 'invalid_input', {
        zh: `${foreignId} 已经绑定到 ${owner?.username}；请先解除那边的绑定（unbind）。`,
        en: `${foreignId} is bound to ${owner?.username} already; unbind that first.`,
      })
    }
    await audit.record(transaction, {
      actor,
      address: '',
      requestId: '',
      action: 'session.way-bound',
      outcome: 'done',
      record: { kind: 'account', id: userId },
      details: { way, foreignId },
    })
  })
}

/** The reverse; sessions that came by it end. Throws 404 where there is nothing to take back. */
export async function unbindByName(
  { database, audit, actor }: Deps,
  { way, ...given }: { username: string; way: WayId },
): Promise<void> {
  const username = plainUsername(given.username)
  await database.write(async (transaction) => {
    const account = await findAccount(transaction, username)
    if (!account) throw noSuchAccount(username)
    const { userId } = account
    const removed = await unbindAccount(transaction, { userId, way })
    if (removed.length === 0)
      throw new ApiError(404, 'not_found', {
        zh: `${username} 没有绑定 ${way}。`,
        en: `${username} is not bound to ${way}.`,
      })
    await audit.record(transaction, {
      actor,
      address: '',
      requestId: '',
      action: 'session.way-unbound',
      outcome: 'done',
      record: { kind: 'account', id: userId },
      details: { way, foreignId: removed.join(', ') },
    })
  })
}
