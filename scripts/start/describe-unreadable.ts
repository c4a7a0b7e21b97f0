import { countUnreadableFactors } from '#api/platform/access/count-unreadable-factors.ts'
import type { GivenSecrets } from '#api/platform/access/load-secrets.ts'
import type { Database } from '#api/platform/db/client.ts'
import { countOf } from './report.ts'

/** What an operator is told where people cannot sign in because their second factor was encrypted under a secret that is not
 *  given; null where everybody can. */
export async function describeUnreadable(database: Database, secrets: GivenSecrets): Promise<string | null> {
  const count = await countUnreadableFactors(database, secrets)
  return count === 0
    ? null
    : `${count} 个账户的验证器资料用现有密钥读不出来，这些人登录不了：请把原来的密钥设为 ONEGRID_SECRET_FORMER 再启动，或用 npm run admin -- reset-second-factor 逐个解除 / ` +
        `${countOf(count, 'second factor')} cannot be read under the secrets given; whoever has one cannot sign in: start with the former secret in ONEGRID_SECRET_FORMER, or remove them one by one with npm run admin -- reset-second-factor`
}
