import type { Database, Transaction } from '#api/platform/db/client.ts'
import { insertLinks, listWaiting, type SealedLink, takeHead, type WaitingEntry } from './audit.repo.ts'
import { linkText } from './audit-row.ts'
import { type DigestSetting, digestText } from './digest.ts'

/** 500 rows are sealed in about 15 ms; nobody waits longer for the one session of the embedded database. */
const batchSize = 500
/** Between the number and the time of a line another line may come. */
const toleratedMs = 1_000

/** Says how far the database's clock has jumped against this process's own, which cannot be set: 0 where it has not. */
export type ClockWatch = (databaseNow: string) => number

/** Slow corrections (0.05 % at most for NTP) are taken over; a jump is told until the clock is back or so much time has
 *  passed that it may be a correction after all. `monotonicMs` is passed in by tests. */
export function createClockWatch(monotonicMs: () => number = () => performance.now()): ClockWatch {
  let accepted: { offsetMs: number; atMs: number } | undefined
  return (databaseNow) => {
    const atMs = monotonicMs()
    const offsetMs = Date.parse(databaseNow) - atMs
    accepted ??= { offsetMs, atMs }
    const jumpMs = offsetMs - accepted.offsetMs
    if (Math.abs(jumpMs) > toleratedMs + (atMs - accepted.atMs) / 1000) return jumpMs
    accepted = { offsetMs, atMs }
    return 0
  }
}

/** A line whose time cannot be right: after the moment it is sealed, against the order of the numbers, or from while the
 *  clock stood wrong. A lower number with an earlier time is none: that was a longer transaction. */
function isSuspect(
  { id, at }: Pick<WaitingEntry, 'id' | 'at'>,
  reference: { id: number; at: string } | undefined,
  now: string,
  jumpMs: number,
): boolean {
  const atMs = Date.parse(at)
  if (jumpMs !== 0 || atMs > Date.parse(now) + toleratedMs) return true
  if (!reference) return false
  const aheadMs = atMs - Date.parse(reference.at)
  return id > reference.id ? aheadMs < -toleratedMs : aheadMs > toleratedMs
}

async function sealBatch(transaction: Transaction, digest: DigestSetting, watch: ClockWatch): Promise<number> {
  const head = await takeHead(transaction)
  if (!head) return 0
  const { now, entries } = await listWaiting(transaction, batchSize)
  if (entries.length === 0) return 0
  const jumpMs = watch(now)
  const links: SealedLink[] = []
  for (const { id, at, isPersonal, digest: contentDigest } of entries) {
    const reference =
      head.referenceId !== null && head.referenceAt !== null
        ? { id: head.referenceId, at: head.referenceAt }
        : undefined
    const clockSuspect = isSuspect({ id, at }, reference, now, jumpMs)
    const link = { seq: head.seq + 1, id, sealedAt: now, clockSuspect }
    const previous = head.hash
    const hash = digestText(digest, linkText(previous, { ...link, at, isPersonal, digest: contentDigest }))
    links.push({ ...link, previous, hash })
    head.seq = link.seq
    head.hash = hash
    if (!clockSuspect && (!reference || id > reference.id)) {
      head.referenceId = id
      head.referenceAt = at
    }
  }
  await insertLinks(transaction, links, head)
  return links.length
}

/** Chains the lines that wait, in short transactions. Gives their number; 0 where another process is at it. */
export async function sealEntries(
  database: Database,
  digest: DigestSetting,
  watch: ClockWatch = () => 0,
): Promise<number> {
  for (let sealed = 0; ; ) {
    const count = await database.write((transaction) => sealBatch(transaction, digest, watch))
    sealed += count
    if (count < batchSize) return sealed
  }
}
