import { sql } from 'drizzle-orm'
import { hasAdministrator } from '#api/platform/access/has-administrator.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import type { Actor } from '#api/platform/db/scope.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { deleteDemo } from './demo.repo.ts'
import { deleteDemoAccounts } from './demo-accounts.ts'

const deadlineMs = 120_000

export type ClearedDemo = {
  incidents: number
  patrols: number
  /** Whether the demonstration coverage went as well; false where it was not the current one. */
  edition: boolean
  basemaps: number
  accounts: number
  /** Rows of other origin that stand in the demonstration grids, which therefore stay. */
  heldBy: number
}

/** Takes out the whole demonstration set in one transaction: its operations, its basemaps, its accounts and, where there is no other
 *  coverage, that too. A coverage in which somebody has reported real incidents stays. Throws `StartError` where nobody could
 *  administer the county afterwards and somebody can before. */
export const clearDemoSet = (
  database: Database,
  { audit, actor }: { audit: AuditTrail; actor: Actor },
): Promise<ClearedDemo> =>
  database.write(
    async (transaction) => {
      const { county } = database
      if (
        (await hasAdministrator(transaction, county, { isDemo: true })) &&
        !(await hasAdministrator(transaction, county))
      )
        throw noAdministratorLeft(county)
      const { incidents, patrols } = await deleteDemo(transaction)
      const basemaps = await transaction.run(sql`DELETE FROM basemaps WHERE is_demo`)
      const accounts = await deleteDemoAccounts(transaction)
      const cleared = { incidents, patrols, basemaps, accounts, ...(await deleteCoverage(transaction)) }
      await audit.record(transaction, {
        actor,
        address: '',
        requestId: '',
        action: 'demo.clear',
        outcome: 'done',
        before: cleared,
      })
      return cleared
    },
    { deadlineMs },
  )

const noAdministratorLeft = (county: string) =>
  new StartError({
    zh: `清除演示账户后本县就没有管理员了；请先建立一名：npm run admin -- create-user --username U --name N --role administrator --area ${county}。没有清除任何数据。`,
    en: `Without the demo accounts the county has no administrator; make one first: npm run admin -- create-user --username U --name N --role administrator --area ${county}. Nothing was taken out.`,
  })

async function deleteCoverage(transaction: Transaction): Promise<{ edition: boolean; heldBy: number }> {
  const [found] = await transaction.exactly<{ isWhole: boolean; heldBy: number }>(
    1,
    sql`SELECT coalesce((SELECT bool_and(is_demo) FROM editions), false) AS "isWhole",
      ((SELECT count(*) FROM incidents) + (SELECT count(*) FROM patrol_stops) + (SELECT count(*) FROM grid_visits))::integer AS "heldBy"`,
  )
  if (!found?.isWhole) return { edition: false, heldBy: 0 }
  if (found.heldBy > 0) return { edition: false, heldBy: found.heldBy }
  // Before the rows go: the next coverage is not to be known by a number that browsers have tiles of this one under.
  await transaction.run(
    sql`SELECT setval('edition_numbers', greatest((SELECT max(number) FROM editions), last_value)) FROM edition_numbers`,
  )
  for (const table of ['edition_tiles', 'grid_versions', 'areas', 'grids', 'editions'])
    await transaction.run(sql`DELETE FROM ${sql.identifier(table)}`)
  return { edition: true, heldBy: 0 }
}
