import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuditTrail } from '#api/audit/create-audit-trail.ts'
import { plainDigest } from '#api/audit/digest.ts'
import { sealEntries } from '#api/audit/seal-entries.ts'
import type { Database } from '#api/db/client.ts'
import { anEntry } from '../support/audit.ts'
import { openTestDatabase } from '../support/database.ts'
import { aScope } from '../support/principals.ts'

describe('the audit trail', () => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())

  it('has a line for what was done, and none for what was rolled back', async () => {
    const audit = createAuditTrail({ database })
    await audit.recordAlone(anEntry())
    await database.writeAs(aScope('contacts.write'), (transaction) => audit.record(transaction, anEntry()))
    const failing = database.write(async (transaction) => {
      await audit.record(transaction, anEntry())
      throw new Error('the write failed')
    })
    await expect(failing).rejects.toThrow('the write failed')
    expect(await sealEntries(database, plainDigest)).toBe(2)
    const rows = await database.read((handle) =>
      handle.rows(sql`SELECT seq::integer, clock_suspect AS suspect, actor_name AS name FROM audit_log ORDER BY seq`),
    )
    expect(rows).toEqual([
      { seq: 1, suspect: false, name: 'zhang' },
      { seq: 2, suspect: false, name: 'zhang' },
    ])
  })
})
