import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { type DigestSetting, plainDigest } from '#api/platform/audit/digest.ts'
import { pruneAudit } from '#api/platform/audit/prune-audit.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import type { Database } from '#api/platform/db/client.ts'
import { anEntry, appendOldRows } from '../support/audit.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

const keyed: DigestSetting = { algorithm: 'hmac-sm3', key: 'a key of sixteen or more' }
const auditor = aPrincipal('auditor')

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** Runs statements as whoever owns everything, as an attacker at the database would. */
const tamper = (...statements: string[]) =>
  database.write(async (transaction) => {
    for (const statement of statements) await transaction.run(sql.raw(statement))
  })
const reset = () =>
  tamper(
    'DELETE FROM audit_log',
    'DELETE FROM audit_entries',
    `UPDATE audit_head SET seq = 0, reference_id = NULL, reference_at = NULL, anchor_seq = 0,
       hash = 'sha256:' || encode(sha256(convert_to('onegrid audit 530326', 'UTF8')), 'hex')`,
    'UPDATE audit_head SET anchor_hash = hash',
    'UPDATE audit_sent SET seq = 0, sender = NULL, turn_until = NULL',
  )

async function seal(count: number, digest = plainDigest) {
  const audit = createAuditTrail({ database, digest })
  for (let number = 0; number < count; number++)
    await audit.recordAlone(anEntry({ record: { kind: 'incidents', id: `i${number}` } }))
  await sealEntries(database, digest)
}
const brokenAt = async (kept?: { seq?: number; hash: string }) => {
  const { broken } = await checkAudit(database, { ...plainDigest, key: keyed.key }, kept)
  return broken && [broken.seq, broken.kind]
}
const headNow = async () =>
  (
    await database.read((handle) =>
      handle.rows<{ seq: number; hash: string }>(sql`SELECT seq::integer, hash FROM audit_head`),
    )
  )[0]

describe('a line of the audit trail', () => {
  beforeAll(reset)

  it('is there for what was done, and not for what was rolled back', async () => {
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
    expect(await brokenAt()).toBeUndefined()
  })

  it('holds what no database keeps without it, and the chain verifies', async () => {
    const audit = createAuditTrail({ database })
    const odd = {
      'a\0': ['\ud800', '\\u0000', '%_"', 1e300, 5e-324, -0, 0.1, true, null, {}],
      é: 'e\u0301',
      b: 2n ** 70n,
    }
    await audit.recordAlone(anEntry({ before: odd, after: '文', details: odd, record: { kind: 'x', id: '\0\udfff' } }))
    await sealEntries(database, plainDigest)
    expect(await brokenAt()).toBeUndefined()
  })
})

describe('the chain', () => {
  beforeAll(async () => {
    await reset()
    await seal(8)
  })
  const restore = async (names: string[]) => {
    await tamper(...names)
  }

  it.each([
    ['a time', `UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = 4`],
    ['who did it', `UPDATE audit_log SET actor_name = 'li' WHERE seq = 4`],
    ['what was before', `UPDATE audit_log SET before = '{"state":"closed"}' WHERE seq = 4`],
    ['an outcome', `UPDATE audit_log SET outcome = 'failed' WHERE seq = 4`],
    ['that it is personal', `UPDATE audit_log SET is_personal = true WHERE seq = 4`],
    ['a mark of the clock', `UPDATE audit_log SET clock_suspect = true WHERE seq = 4`],
    ['when it was sealed', `UPDATE audit_log SET sealed_at = sealed_at - interval '1 year' WHERE seq = 4`],
    ['its hash', `UPDATE audit_log SET hash = 'sha256:' || repeat('0', 64) WHERE seq = 4`],
    ['its digest', `UPDATE audit_log SET digest = 'sha256:' || repeat('0', 64) WHERE seq = 4`],
    ['that its content was removed', `UPDATE audit_log SET content_removed_at = now() WHERE seq = 4`],
  ])('names the row in which somebody changed %s', async (_, change) => {
    await tamper('CREATE TABLE kept AS SELECT * FROM audit_log', change)
    expect(await brokenAt()).toEqual([4, 'changed'])
    await restore(['DELETE FROM audit_log', 'INSERT INTO audit_log SELECT * FROM kept', 'DROP TABLE kept'])
    expect(await brokenAt()).toBeUndefined()
  })

  it.each([
    ['removed', [4, 'removed'], ['DELETE FROM audit_log WHERE seq = 4']],
    [
      'removed, the rest moved up',
      [4, 'removed'],
      ['DELETE FROM audit_log WHERE seq = 4', 'UPDATE audit_log SET seq = seq - 1 WHERE seq > 4'],
    ],
    ['removed at the beginning', [1, 'removed'], ['DELETE FROM audit_log WHERE seq < 3']],
    [
      'removed at the beginning, which is said to be pruned',
      [1, 'removed'],
      [
        'UPDATE audit_head SET anchor_seq = 2, anchor_hash = (SELECT hash FROM audit_log WHERE seq = 2)',
        'DELETE FROM audit_log WHERE seq < 3',
      ],
    ],
    [
      'inserted, the rest moved down',
      [4, 'inserted'],
      [
        'UPDATE audit_log SET seq = -seq - 1 WHERE seq > 3',
        'UPDATE audit_log SET seq = -seq WHERE seq < 0',
        `INSERT INTO audit_log SELECT (jsonb_populate_record(l, '{"seq": 4, "id": 1000000}')).* FROM audit_log l WHERE seq = 3`,
        'UPDATE audit_head SET seq = seq + 1',
      ],
    ],
    [
      'inserted before the first',
      [0, 'inserted'],
      [
        `INSERT INTO audit_log SELECT (jsonb_populate_record(l, '{"seq": 0, "id": 1000000}')).* FROM audit_log l WHERE seq = 3`,
      ],
    ],
    [
      'inserted behind the last',
      [9, 'inserted'],
      [
        `INSERT INTO audit_log SELECT (jsonb_populate_record(l, '{"seq": 9, "id": 1000000}')).* FROM audit_log l WHERE seq = 8`,
      ],
    ],
    ['cut off at the end', [7, 'tail cut'], ['DELETE FROM audit_log WHERE seq > 6']],
    ['all of them removed', [1, 'tail cut'], ['DELETE FROM audit_log']],
  ])('names the place where rows were %s', async (_, expected, statements) => {
    await tamper(
      'CREATE TABLE kept AS SELECT * FROM audit_log',
      'CREATE TABLE kept_head AS SELECT * FROM audit_head',
      ...statements,
    )
    expect(await brokenAt()).toEqual(expected)
    await restore([
      'DELETE FROM audit_log',
      'INSERT INTO audit_log SELECT * FROM kept',
      'DELETE FROM audit_head',
      'INSERT INTO audit_head SELECT * FROM kept_head',
      'DROP TABLE kept',
      'DROP TABLE kept_head',
    ])
    expect(await brokenAt()).toBeUndefined()
  })

  it('whose tail was cut with all that knew of it is still found by a hash that was kept elsewhere', async () => {
    const kept = (await headNow()) as { seq: number; hash: string }
    expect(await brokenAt(kept)).toBeUndefined()
    expect(await brokenAt({ hash: kept.hash })).toBeUndefined()
    await tamper(
      'DELETE FROM audit_log WHERE seq > 6',
      'UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE seq = 6)',
    )
    expect(await brokenAt()).toBeUndefined()
    expect(await brokenAt(kept)).toEqual([7, 'tail cut'])
    expect(await brokenAt({ hash: kept.hash })).toEqual([7, 'tail cut'])
    // Written anew up to where it was.
    await seal(3)
    expect(await brokenAt()).toBeUndefined()
    expect(await brokenAt(kept)).toEqual([8, 'changed'])
  })

  it('goes on from where it was known to end, so that a cut stays to be seen', async () => {
    await reset()
    await seal(5)
    await tamper('DELETE FROM audit_log WHERE seq > 3')
    await seal(2)
    expect(await brokenAt()).toEqual([4, 'removed'])
  })

  it('goes on with another algorithm, and asks for the key of the rows that need one', async () => {
    await reset()
    await seal(2)
    await seal(2, keyed)
    await seal(2)
    const report = await checkAudit(database, keyed)
    expect(report.broken).toBeUndefined()
    expect(report.algorithms.map(({ seq, name }) => `${seq} ${name}`)).toEqual(['1 sha256', '3 hmac-sm3', '5 sha256'])
    await expect(checkAudit(database, plainDigest)).rejects.toThrow(/ONEGRID_AUDIT_KEY/)
    expect((await checkAudit(database, { algorithm: 'sha256', key: 'another key of sixteen' })).broken?.seq).toBe(3)
  })

  it('of another county is not taken for this one', async () => {
    await reset()
    await tamper(
      `UPDATE audit_head SET hash = 'sha256:' || repeat('1', 64), anchor_hash = 'sha256:' || repeat('1', 64)`,
    )
    expect(await brokenAt()).toEqual([0, 'changed'])
  })
})

describe('a line that waits', () => {
  beforeAll(reset)

  it('is counted by the check, chained at the next start, and a change of it is seen', async () => {
    await createAuditTrail({ database }).recordAlone(anEntry())
    expect((await checkAudit(database, plainDigest)).waiting).toBe(1)
    await tamper(`UPDATE audit_entries SET actor_name = 'li'`)
    expect(await brokenAt()).toEqual([null, 'changed'])
    await tamper(`UPDATE audit_entries SET actor_name = 'zhang'`)
    await sealEntries(database, plainDigest)
    expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, rows: 1, waiting: 0 })
  })

  it('is marked where its time cannot be right, and what a longer transaction wrote earlier is not', async () => {
    await reset()
    const insert = (id: number, at: string) =>
      `INSERT INTO audit_entries OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e,
         jsonb_build_object('id', ${id}, 'at', ${at}))).* FROM model e`
    await createAuditTrail({ database }).recordAlone(anEntry())
    await tamper('CREATE TABLE model AS SELECT * FROM audit_entries', 'DELETE FROM audit_entries')
    await tamper(
      insert(1_000_010, `now()`),
      insert(1_000_020, `now() + interval '1 hour'`),
      insert(1_000_030, `now() - interval '1 hour'`),
    )
    await sealEntries(database, plainDigest)
    await tamper(insert(1_000_005, `now() - interval '20 seconds'`), insert(1_000_040, `now()`))
    await sealEntries(database, plainDigest)
    const rows = await database.read((handle) =>
      handle.rows<{ id: number; suspect: boolean }>(
        sql`SELECT id::integer, clock_suspect AS suspect FROM audit_log ORDER BY seq`,
      ),
    )
    expect(rows.map(({ id, suspect }) => `${id % 1000} ${suspect}`)).toEqual([
      '10 false',
      '20 true',
      '30 true',
      '5 false',
      '40 false',
    ])
    expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, clockSuspect: 2, inFuture: 1 })
    await tamper('DROP TABLE model')
  })
})

describe("the application's role", () => {
  beforeAll(async () => {
    await reset()
    await seal(2)
    await createAuditTrail({ database }).recordAlone(anEntry())
  })

  it('can change, remove or add no row, nor give a line a number or a time', async () => {
    const attempts = [
      'UPDATE audit_log SET actor_name = NULL',
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
      'INSERT INTO audit_log SELECT * FROM audit_log',
      'UPDATE audit_entries SET actor_name = NULL',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      "INSERT INTO audit_entries (at, actor_kind) VALUES (now(), 'key')",
      "INSERT INTO audit_entries (id, actor_kind) OVERRIDING SYSTEM VALUE VALUES (1, 'key')",
      'UPDATE audit_head SET seq = 0',
      'DELETE FROM audit_head',
      'UPDATE audit_sent SET seq = 0',
      'DROP POLICY audit_log_read ON audit_log',
      'ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY',
      "SELECT setval('audit_entries_id_seq', 1)",
      'DROP TABLE audit_log',
    ]
    for (const action of ['contacts.write', 'audit.read'] as const)
      for (const attempt of attempts)
        await expect(
          database.writeAs(aScope(action, auditor), (transaction) => transaction.run(sql.raw(attempt))),
          attempt,
        ).rejects.toThrow(/permission denied|must be owner|read-only/)
    expect(await brokenAt()).toBeUndefined()
  })

  it('reads it for what has to do with the audit, and for nothing else', async () => {
    const counts = (action: 'audit.read' | 'incidents.read') =>
      database.readAs(aScope(action, auditor), (handle) =>
        handle.rows(sql`SELECT (SELECT count(*)::integer FROM audit_log) AS log,
          (SELECT count(*)::integer FROM audit_entries) AS entries, (SELECT count(*)::integer FROM audit_head) AS head`),
      )
    expect(await counts('audit.read')).toEqual([{ log: 2, entries: 1, head: 1 }])
    expect(await counts('incidents.read')).toEqual([{ log: 0, entries: 0, head: 0 }])
  })
})

describe('many who write at once', () => {
  it('leave a chain that verifies, with every line of what was committed and none of the rest', async () => {
    await reset()
    const audit = createAuditTrail({ database })
    const writers = 50
    let isWriting = true
    const sealing = (async () => {
      while (isWriting) await sealEntries(database, plainDigest)
    })()
    const beside =
      inject('databases').kind === 'server'
        ? (async () => {
            while (isWriting) await sealEntries(database, plainDigest)
          })()
        : undefined
    let kept = 0
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let round = 0; round < 10; round++) {
          const fails = (writer + round) % 7 === 0
          await database
            .write(async (transaction) => {
              await audit.record(transaction, anEntry({ record: { kind: 'incidents', id: `${writer}-${round}` } }))
              if (writer % 10 === 0) await transaction.run(sql`SELECT pg_sleep(0.02)`)
              if (fails) throw new Error('no')
            })
            .then(
              () => kept++,
              () => {},
            )
        }
      }),
    )
    isWriting = false
    await Promise.all([sealing, beside])
    await sealEntries(database, plainDigest)
    const report = await checkAudit(database, plainDigest)
    expect(report).toMatchObject({ broken: undefined, rows: kept, last: kept, waiting: 0, clockSuspect: 0 })
    const [distinct] = await database.read((handle) =>
      handle.rows<{ count: number }>(sql`SELECT count(DISTINCT record_id)::integer AS count FROM audit_log`),
    )
    expect(distinct?.count).toBe(kept)
  }, 120_000)
})

describe('what was kept long enough', () => {
  const prune = (before: string) =>
    pruneAudit(database, createAuditTrail({ database }), before, { actor: { kind: 'system', id: 'ops', name: 'ops' } })
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

  it('is taken away with an anchor, and personal rows of three years stay where they are', async () => {
    await reset()
    await appendOldRows(database, [
      { days: 1200, isPersonal: true },
      { days: 900, isPersonal: false },
      { days: 800, isPersonal: true },
      { days: 700, isPersonal: false },
      { days: 100, isPersonal: false },
    ])
    const kept = (await headNow()) as { seq: number; hash: string }
    expect(await brokenAt()).toBeUndefined()
    expect(await prune(daysAgo(200))).toMatchObject({ removed: 2, emptied: 1, keptPersonal: 1, anchorSeq: 2 })
    await sealEntries(database, plainDigest)
    expect(await checkAudit(database, plainDigest, kept)).toMatchObject({
      broken: undefined,
      first: 3,
      rows: 4,
      withoutContent: 1,
      isHeadPruned: false,
    })
    // The row that tells of it is what lets the missing beginning pass.
    await tamper(`UPDATE audit_head SET anchor_seq = 3, anchor_hash = (SELECT hash FROM audit_log WHERE seq = 3)`)
    expect(await brokenAt()).toEqual([1, 'removed'])
  })

  it('is not what is younger than 180 days, nor what is personal and younger than three years', async () => {
    await reset()
    await appendOldRows(database, [
      { days: 179, isPersonal: false },
      { days: 1000, isPersonal: true },
    ])
    await expect(prune(daysAgo(170))).rejects.toThrow(/kept for 180 days/)
    expect(await prune(daysAgo(181))).toMatchObject({ removed: 0, emptied: 0, keptPersonal: 1 })
    await sealEntries(database, plainDigest)
    expect(await checkAudit(database, plainDigest)).toMatchObject({ broken: undefined, rows: 3, withoutContent: 0 })
  })

  it('cannot be taken from a young row by saying that it was', async () => {
    await reset()
    await seal(3)
    await tamper(`UPDATE audit_log SET content_removed_at = now(), actor_kind = NULL, actor_id = NULL, actor_name = NULL,
      address = NULL, request_id = NULL, action = NULL, outcome = NULL, record_kind = NULL, record_id = NULL,
      area_code = NULL, before = NULL, after = NULL, details = NULL WHERE seq = 2`)
    expect(await brokenAt()).toEqual([2, 'changed'])
  })
})
