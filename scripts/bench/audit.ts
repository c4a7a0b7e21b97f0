import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { countWaiting } from '#api/platform/audit/audit.repo.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { createSealer, type Sealer } from '#api/platform/audit/sealer.ts'
import type { Database } from '#api/platform/db/client.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { aScope } from '../../tests/support/principals.ts'
import { openTestServer } from '../../tests/support/test-server.ts'
import { type BenchReport, judge, runRounds } from './support.ts'

const writers = 50
const writesEach = 20
const writes = writers * writesEach
const gridCode = '530326101001001'

/** 50 writers at once change incidents, each its own, with and without a line of the audit trail, on a PostgreSQL server.
 *  The audited arm ends when the last line is chained. */
export async function runAudit(rounds = 15): Promise<BenchReport[]> {
  const server = await openTestServer()
  try {
    const database = await openDatabase({
      databaseUrl: await server.createDatabase('bench'),
      dataFolder: '',
      county: '530326',
    })
    try {
      await migrateDatabase(database)
      const ids = await makeIncidents(database)
      const sealer = createSealer({ database, digest: plainDigest, log: pino({ level: 'silent' }) })
      const audit = createAuditTrail({ database, onRecorded: sealer.wake })
      const results = await runRounds(rounds, {
        bare: () => measure(() => writeAll(database, ids)),
        ours: () =>
          measure(async () => {
            await writeAll(database, ids, audit)
            await waitUntilSealed(database, sealer)
          }),
      })
      await sealer.close()
      const report = await checkAudit(database, plainDigest)
      if (report.broken || report.waiting > 0) throw new Error(`the chain does not hold: ${JSON.stringify(report)}`)
      const judged = judge({
        name: 'audited writes, 50 at once, server',
        unit: 'ms',
        arms: {
          bare: 'a write of two statements without a line of the trail',
          ours: 'the same with its line, until the last of them is chained',
        },
        rounds: results,
        // 0.6 of the writes a second.
        reach: { ratio: 1.666 },
      })
      const perSecond = (milliseconds: number) => Math.round(1000 / milliseconds)
      const notes = {
        'writes/s, bare': perSecond(judged.bare.median),
        'writes/s, ours': perSecond(judged.ours.median),
        'writes/s, ours ÷ bare': (1 / judged.ratio).toFixed(2),
        'rows that verify': report.rows,
      }
      return [{ ...judged, notes }]
    } finally {
      await database.close()
    }
  } finally {
    await server.remove()
  }
}

/** Milliseconds a write. */
async function measure(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / writes
}

async function makeIncidents(database: Database): Promise<string[]> {
  const ids = Array.from({ length: writers }, () => randomUUID())
  await database.write(async (transaction) => {
    await transaction.run(sql`INSERT INTO editions (number, effective, made_by, bounds, county_code, grid_count)
      VALUES (1, '[2026-01-01,)', 'bench', '{103,26,104,27}', '530326', 1)`)
    await transaction.run(sql`INSERT INTO grids (code, first_edition) VALUES (${gridCode}, 1)`)
    for (const id of ids)
      await transaction.run(
        sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
          VALUES (${id}::uuid, 'dispute', 'other', 't', 'reported', 'grid', 'blue',
            ST_SetSRID(ST_MakePoint(103.5, 26.5), 4326), ${gridCode}, now())`,
        1,
      )
  })
  return ids
}

const writeAll = async (database: Database, ids: readonly string[], audit?: AuditTrail) => {
  const scope = aScope('incidents.read')
  await Promise.all(
    ids.map(async (id) => {
      for (let number = 0; number < writesEach; number++)
        await database.writeAs(scope, async (transaction) => {
          const [row] = await transaction.exactly<{ version: number }>(
            1,
            sql`UPDATE incidents SET version = version + 1, changed_at = now() WHERE id = ${id}::uuid RETURNING version`,
          )
          await transaction.run(
            sql`INSERT INTO incident_timeline (incident_id, at, state, rung, note) VALUES (${id}::uuid, now(), 'reported', 'grid', 'bench')`,
            1,
          )
          await audit?.record(
            transaction,
            entryOf(scope, {
              record: { kind: 'incidents', id },
              area: gridCode,
              before: { state: 'reported', rung: 'grid', version: (row?.version ?? 0) - 1 },
              after: { state: 'reported', rung: 'grid', version: row?.version },
            }),
          )
        })
    }),
  )
}

async function waitUntilSealed(database: Database, sealer: Sealer): Promise<void> {
  while ((await database.read(countWaiting)) > 0) {
    sealer.wake()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
