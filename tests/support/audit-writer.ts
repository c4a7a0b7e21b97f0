import { pino } from 'pino'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { createSealer } from '#api/platform/audit/sealer.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { anEntry } from './audit.ts'

/** `audit-writer.ts FOLDER [URL]`: writes lines of the audit trail for ever, sealing them as the server does, and prints the
 *  number of each when it is committed. */
const [dataFolder = '', databaseUrl] = process.argv.slice(2)
const database = await openDatabase({ dataFolder, databaseUrl, county: '530326' })
const sealer = createSealer({ database, digest: plainDigest, log: pino({ level: 'silent' }) })
const audit = createAuditTrail({ database, onRecorded: sealer.wake })
for (let number = 1; ; number++) {
  await audit.recordAlone(anEntry({ record: { kind: 'numbers', id: String(number) } }))
  process.stdout.write(`${number}\n`)
}
