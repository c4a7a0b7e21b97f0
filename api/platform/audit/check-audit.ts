import type { Database } from '#api/platform/db/client.ts'
import { findChainHead } from './audit-chain.repo.ts'
import { createChainSource } from './chain-source.ts'
import type { DigestSetting } from './digest.ts'
import { type ChainReport, type KeptHead, verifyChain } from './verify-chain.ts'

/** Verifies the trail of a database, also while it is written. Holds one batch in memory. */
export async function checkAudit(database: Database, digest: DigestSetting, kept?: KeptHead): Promise<ChainReport> {
  for (;;) {
    const head = await database.read(findChainHead)
    const report = await verifyChain({
      county: database.county,
      digest,
      kept,
      source: createChainSource(head, database.read),
    })
    if (!report.broken) return report
    // Rows may have been pruned in between, which is no break.
    const { anchorSeq } = await database.read(findChainHead)
    if (anchorSeq === head.anchorSeq) return report
  }
}
