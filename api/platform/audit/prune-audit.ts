import type { Database } from '#api/platform/db/client.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { isPrunable, type Pruned, pruneChain } from './audit-chain.repo.ts'
import type { AuditEntry, AuditTrail } from './audit-trail.ts'

const deadlineMs = 600_000

/** Takes away what is older than `before` (an ISO instant) and was kept long enough: 180 days, and 3 years where it is
 *  about persons. Refuses a date of the last 180 days. Tells it in the trail, with where the rest begins. */
export const pruneAudit = (
  database: Database,
  audit: AuditTrail,
  before: string,
  who: Pick<AuditEntry, 'actor'>,
): Promise<Pruned> =>
  database.write(
    async (transaction) => {
      if (!(await isPrunable(transaction, before)))
        throw new StartError({
          zh: `审计记录至少保存 180 天，${before} 之前的还不能全部清理；请给更早的日期。`,
          en: `The audit trail is kept for 180 days at least; rows up to ${before} are younger. Give an earlier date.`,
        })
      const pruned = await pruneChain(transaction, before)
      await audit.record(transaction, {
        ...who,
        address: '',
        requestId: '',
        action: 'audit.prune',
        outcome: 'done',
        details: { before, ...pruned },
      })
      return pruned
    },
    { deadlineMs },
  )
