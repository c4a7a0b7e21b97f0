import type { ChainHead, ChainRow, WaitingLine } from './audit-chain.repo.ts'
import { contentText, linkText } from './audit-row.ts'
import { algorithmOf, type DigestSetting, digestText, matchesDigest, plainDigest } from './digest.ts'

/** What the verifier reads from, batch by batch; `undefined`: from the beginning. */
export type ChainSource = {
  head: ChainHead
  readRows(after: number | undefined): Promise<readonly ChainRow[]>
  readWaiting(after: number): Promise<readonly WaitingLine[]>
  /** Whether the trail itself tells that its beginning was taken away. */
  isPruningTold(anchorHash: string): Promise<boolean>
}

/** A hash that was kept elsewhere. */
export type KeptHead = { seq?: number; hash: string }

export type Break = {
  /** In the chain; null for a line that waits. */
  seq: number | null
  kind: 'changed' | 'removed' | 'inserted' | 'tail cut'
  /** For people, in English and Chinese. */
  reason: { zh: string; en: string }
}

export type ChainReport = {
  broken: Break | undefined
  /** Of the chain. */
  first: number
  last: number
  rows: number
  waiting: number
  withoutContent: number
  clockSuspect: number
  inFuture: number
  /** Where another algorithm begins. */
  algorithms: { seq: number; name: string }[]
  /** The hash kept elsewhere is of the part that was taken away after its time. */
  isHeadPruned: boolean
}

/** What a county's chain begins with. Pure. */
export const genesisHash = (county: string): string => digestText(plainDigest, `onegrid audit ${county}`)

/** How far the numbers of rows are tried that may have been moved up into the place of removed ones. */
const triedShifts = 100

/** Walks the chain with bounded memory and stops at the first link that does not hold. Reads only through `source`. */
export async function verifyChain(options: {
  county: string
  digest: DigestSetting
  source: ChainSource
  kept?: KeptHead
}): Promise<ChainReport> {
  const { source, digest, kept } = options
  const { head } = source
  const report: ChainReport = {
    broken: undefined,
    first: head.anchorSeq + 1,
    last: head.anchorSeq,
    rows: 0,
    waiting: 0,
    withoutContent: 0,
    clockSuspect: 0,
    inFuture: 0,
    algorithms: [],
    isHeadPruned: false,
  }
  const breakAt = (seq: number | null, kind: Break['kind'], zh: string, en: string): ChainReport => ({
    ...report,
    broken: { seq, kind, reason: { zh, en } },
  })
  const last = { seq: head.anchorSeq, hash: head.anchorHash }
  let isKeptFound = kept === undefined || kept.hash === head.anchorHash

  if (head.anchorSeq === 0 && head.anchorHash !== genesisHash(options.county))
    return breakAt(0, 'changed', '链的起点不是本县的', 'the beginning of the chain is not that of this county')
  if (head.anchorSeq > 0 && !(await source.isPruningTold(head.anchorHash)))
    return breakAt(
      1,
      'removed',
      '链的开头不在了，而链中没有清理记录',
      'its beginning is gone, and no line tells of a pruning',
    )

  let isFirst = true
  for (
    let batch = await source.readRows(undefined);
    batch.length > 0;
    batch = await source.readRows(batch.at(-1)?.seq)
  ) {
    for (const [number, row] of batch.entries()) {
      // What was sealed while this runs is looked at the next time.
      if (row.seq > head.seq) break
      if (row.seq <= head.anchorSeq && isFirst)
        return breakAt(row.seq, 'inserted', '此行在链的起点之前', 'it stands before the beginning of the chain')
      isFirst = false
      const broken = await checkRow(
        digest,
        last,
        row,
        async () => batch[number + 1] ?? (await source.readRows(row.seq))[0],
      )
      if (broken) return { ...report, broken }
      if (kept && row.seq === kept.seq && row.hash !== kept.hash)
        return breakAt(
          row.seq,
          'changed',
          '与另存的哈希不符，此前的链被重写过',
          'it is not the hash that was kept elsewhere: the chain up to here was written anew',
        )
      isKeptFound ||= row.hash === kept?.hash
      last.seq = row.seq
      last.hash = row.hash
      report.last = row.seq
      report.rows += 1
      if (row.isContentRemoved) report.withoutContent += 1
      if (row.clockSuspect) report.clockSuspect += 1
      if (row.isFuture) report.inFuture += 1
      const name = algorithmOf(row.hash)
      if (report.algorithms.at(-1)?.name !== name) report.algorithms.push({ seq: row.seq, name })
    }
    if ((batch.at(-1)?.seq ?? 0) >= head.seq) break
  }

  if (last.seq < head.seq)
    return breakAt(last.seq + 1, 'tail cut', `链尾至第 ${head.seq} 行不在了`, `the rows up to ${head.seq} are gone`)
  if (last.hash !== head.hash)
    return breakAt(
      last.seq,
      'changed',
      '与链尾记录的哈希不符',
      'it is not the hash that the end of the chain was known by',
    )
  if (head.lastSeq > head.seq)
    return breakAt(head.seq + 1, 'inserted', '此行在链尾之后', 'it stands behind the end of the chain')
  if (!isKeptFound) {
    if (kept?.seq === undefined || kept.seq > head.anchorSeq)
      return breakAt(
        last.seq + 1,
        'tail cut',
        `链中没有另存的哈希${kept?.seq === undefined ? '' : `（第 ${kept.seq} 行）`}`,
        `the hash that was kept elsewhere${kept?.seq === undefined ? '' : ` (row ${kept.seq})`} is not in the chain`,
      )
    report.isHeadPruned = true
  }
  for (
    let lines = await source.readWaiting(0);
    lines.length > 0;
    lines = await source.readWaiting(lines.at(-1)?.id ?? 0)
  )
    for (const line of lines) {
      if (!matchesDigest(digest, line.digest, contentText(line)))
        return breakAt(
          null,
          'changed',
          `尚未入链的第 ${line.id} 条内容与摘要不符`,
          `line ${line.id}, which waits to be sealed, is not what its digest says`,
        )
      report.waiting += 1
    }
  return report
}

/** What is wrong with a row, given the one before that was good and the one that follows. */
async function checkRow(
  digest: DigestSetting,
  last: { seq: number; hash: string },
  row: ChainRow,
  readNext: () => Promise<ChainRow | undefined>,
): Promise<Break | undefined> {
  const isHashOf = (link: ChainRow, previous: string) => matchesDigest(digest, link.hash, linkText(previous, link))
  const expected = last.seq + 1
  if (row.seq > expected) {
    const span = row.seq - 1 > expected ? ` – ${row.seq - 1}` : ''
    return {
      seq: expected,
      kind: 'removed',
      reason: { zh: `第 ${expected}${span} 行不在了`, en: `row ${expected}${span} is gone` },
    }
  }
  if (isHashOf(row, last.hash) && row.previous === last.hash) {
    const content = checkContent(digest, row)
    return content && { seq: row.seq, kind: 'changed', reason: content }
  }
  if ((await readNext())?.previous === last.hash)
    return {
      seq: row.seq,
      kind: 'inserted',
      reason: { zh: '下一行接的是上一行', en: 'the row behind it follows the row before it' },
    }
  if (row.previous !== last.hash)
    for (let shift = 1; shift <= triedShifts; shift++)
      if (isHashOf({ ...row, seq: row.seq + shift }, row.previous))
        return {
          seq: row.seq,
          kind: 'removed',
          reason: {
            zh: `此处的行原为第 ${row.seq + shift} 行，编号被改过`,
            en: `the row that stands here was row ${row.seq + shift}; the numbers were changed`,
          },
        }
  return {
    seq: row.seq,
    kind: 'changed',
    reason: { zh: '与它的哈希不符', en: 'it is not what its hash says' },
  }
}

function checkContent(digest: DigestSetting, row: ChainRow): Break['reason'] | undefined {
  if (!row.isContentRemoved)
    return matchesDigest(digest, row.digest, contentText(row))
      ? undefined
      : { zh: '内容与它的摘要不符', en: 'what it says is not what its digest says' }
  if (!row.isExpired) return { zh: '未到期，内容却不在了', en: 'what it said is gone before its time' }
  const { actorKind, actorId, action, recordId, before, after, details } = row
  if ([actorKind, actorId, action, recordId, before, after, details].some((value) => value !== null))
    return { zh: '内容已清理的行又有了内容', en: 'it says something, although that was taken away' }
  return undefined
}
