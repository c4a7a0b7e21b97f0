import { sql } from 'drizzle-orm'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import type { CodedArea } from '#api/coverage/ring-table.ts'
import { findCurrentEdition } from '#api/ground/editions/editions.repo.ts'
import { fromHexEwkb } from '#api/ground/editions/wkb.ts'
import { findChainHead } from '#api/platform/audit/audit-chain.repo.ts'
import { createChainSource } from '#api/platform/audit/chain-source.ts'
import type { DigestSetting } from '#api/platform/audit/digest.ts'
import { verifyChain } from '#api/platform/audit/verify-chain.ts'
import type { Transaction } from '#api/platform/db/client.ts'
import type { Sentence } from '#api/platform/http/problem.ts'

/** Where an audit trail is broken: the first row that does not hold, null for a line that waits. */
export type BrokenAudit = { row: number | null; kind: string }
/** What is wrong; `brokenAudit` may be accepted by who knows of it. */
export type RestoreFault = Sentence & { brokenAudit?: BrokenAudit }

/** Looks at a county that was restored and not yet committed: what is wrong with it, or null. */
export type RestoreCheck = (
  transaction: Transaction,
  settings: { county: string; auditDigest: DigestSetting },
) => Promise<RestoreFault | null>

const gridsPerPage = 250

/** The grids of the current edition are as many as it says, without gap and overlap, and fill the county exactly. */
const checkCurrentCoverage: RestoreCheck = async (transaction) => {
  const edition = await findCurrentEdition(transaction)
  if (!edition) return null
  const grids: CodedArea[] = []
  for (let after = ''; ; ) {
    const page = await transaction.rows<{ code: string; geometry: string }>(
      sql`SELECT code, geometry::text AS geometry FROM grid_versions
          WHERE editions @> ${edition.number}::integer AND code > ${after} ORDER BY code LIMIT ${gridsPerPage}::integer`,
    )
    for (const { code, geometry } of page) grids.push({ code, geometry: fromHexEwkb(geometry) })
    after = page.at(-1)?.code ?? ''
    if (page.length < gridsPerPage) break
  }
  const [county] = await transaction.rows<{ geometry: string }>(
    sql`SELECT geometry::text AS geometry FROM areas WHERE level = 'county' AND editions @> ${edition.number}::integer`,
  )
  if (!county || grids.length !== edition.gridCount)
    return {
      zh: `第 ${edition.number} 版应有 ${edition.gridCount} 个网格和县界，备份中有 ${grids.length} 个网格`,
      en: `edition ${edition.number} should have ${edition.gridCount} grids and the county, the backup has ${grids.length} grids`,
    }
  const [fault] = checkCoverage(grids, { outline: fromHexEwkb(county.geometry), maxFaults: 1 })
  if (!fault) return null
  const place = `${fault.codes.join(', ')} (${fault.lngLat.join(', ')})`
  return {
    zh: `第 ${edition.number} 版网格有缝隙或重叠：${fault.kind}，${place}`,
    en: `the grids of edition ${edition.number} leave gaps or overlap: ${fault.kind}, ${place}`,
  }
}

/** The audit trail holds from its first row to the lines that wait to be sealed. */
const checkAuditChain: RestoreCheck = async (transaction, { county, auditDigest }) => {
  const source = createChainSource(await findChainHead(transaction), (work) => work(transaction))
  const { broken } = await verifyChain({ county, digest: auditDigest, source })
  if (!broken) return null
  const { seq, kind, reason } = broken
  return {
    brokenAudit: { row: seq, kind },
    zh: `审计链断在${seq === null ? '待入链的记录' : `第 ${seq} 行`}（${kind}）：${reason.zh}`,
    en: `the audit trail is broken at ${seq === null ? 'a line that waits to be sealed' : `row ${seq}`} (${kind}): ${reason.en}`,
  }
}

/** All that a restored county must pass before it takes the place of what is there. */
export const restoreChecks: readonly RestoreCheck[] = [checkCurrentCoverage, checkAuditChain]
