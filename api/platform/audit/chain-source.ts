import type { Handle } from '#api/platform/db/client.ts'
import { type ChainHead, findPruning, listChain, listWaitingLines } from './audit-chain.repo.ts'
import type { ChainSource } from './verify-chain.ts'

const rowsPerBatch = 1_000

/** The chain up to `head`, one batch a `read`: outside a transaction, or within one that nobody else sees yet. */
export const createChainSource = (
  head: ChainHead,
  read: <Result>(work: (handle: Handle) => Promise<Result>) => Promise<Result>,
): ChainSource => ({
  head,
  readRows: (after) => read((handle) => listChain(handle, after, rowsPerBatch)),
  readWaiting: (after) => read((handle) => listWaitingLines(handle, after, rowsPerBatch)),
  isPruningTold: (anchorHash) => read((handle) => findPruning(handle, anchorHash)),
})
