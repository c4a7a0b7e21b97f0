import type { Database } from '#api/db/client.ts'
import { findChainHead, findPruning, listChain, listWaitingLines } from './audit-chain.repo.ts'
import type { DigestSetting } from './digest.ts'
import { type ChainReport, type KeptHead, verifyChain } from './verify-chain.ts'

const rowsPerBatch = 1_000

/** Verifies the trail of a database, also while it is written. Holds one batch in memory. */
export async function checkAudit(database: Database, digest: DigestSetting, kept?: KeptHead): Promise<ChainReport> {
  for (;;) {
    const head = await database.read(findChainHead)
    const report = await verifyChain({
      county: database.county,
      digest,
      kept,
      source: {
        head,
        readRows: (after) => database.read((handle) => listChain(handle, after, rowsPerBatch)),
        readWaiting: (after) => database.read((handle) => listWaitingLines(handle, after, rowsPerBatch)),
        isPruningTold: (anchorHash) => database.read((handle) => findPruning(handle, anchorHash)),
      },
    })
    if (!report.broken) return report
    // Rows may have been pruned in between, which is no break.
    const { anchorSeq } = await database.read(findChainHead)
    if (anchorSeq === head.anchorSeq) return report
  }
}
