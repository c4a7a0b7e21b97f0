import type { Database } from '#api/platform/db/client.ts'
import { insertEntry } from './audit.repo.ts'
import { contentOf, contentText } from './audit-row.ts'
import type { AuditTrail } from './audit-trail.ts'
import { type DigestSetting, digestText, plainDigest } from './digest.ts'

/** The trail over one database. A lock on the chain, held until commit, would let one write through at a time (0.24 of the
 *  writes a second without it): a line is digested and put down here, and chained a moment later by the sealer. */
export function createAuditTrail(options: {
  database: Pick<Database, 'write'>
  digest?: DigestSetting
  /** Told that there is something to seal. */
  onRecorded?: () => void
}): AuditTrail {
  const { database, digest = plainDigest, onRecorded } = options
  const record: AuditTrail['record'] = async (transaction, entry) => {
    const content = contentOf(entry)
    insertEntry(transaction, content, digestText(digest, contentText(content)))
    onRecorded?.()
  }
  return { record, recordAlone: (entry) => database.write((transaction) => record(transaction, entry)) }
}
