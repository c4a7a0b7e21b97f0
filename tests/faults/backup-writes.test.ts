import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { signIn } from '../support/sign-in.ts'

const writesPerSecond = 50

type Write = { id: string; issuedAt: number; acknowledgedAt?: number; status?: number; code?: string }

/** Writes, reads and signs in until it is stopped; what was asked for and what was answered. */
function startTraffic(origin: string) {
  const writes: Write[] = []
  const reads: { status: number; milliseconds: number }[] = []
  const signIns: string[] = []
  const open = new Set<Promise<void>>()
  const track = (request: Promise<void>) => {
    open.add(request)
    void request.finally(() => open.delete(request))
  }
  async function write(): Promise<void> {
    const one: Write = { id: randomUUID(), issuedAt: performance.now() }
    writes.push(one)
    const answer = await fetch(`${origin}/records/${one.id}`, { method: 'POST' })
    const body = (await answer.json()) as { code?: string }
    one.status = answer.status
    if (answer.ok) one.acknowledgedAt = performance.now()
    else one.code = `${body.code}, Retry-After ${answer.headers.get('Retry-After')}`
  }
  async function read(): Promise<void> {
    const startedAt = performance.now()
    const answer = await fetch(`${origin}/api/areas/${testCounty}`)
    await answer.arrayBuffer()
    reads.push({ status: answer.status, milliseconds: performance.now() - startedAt })
  }
  async function enter(): Promise<void> {
    signIns.push(
      await signIn(origin).then(
        () => 'signed in',
        (error: Error) => error.message,
      ),
    )
  }
  const timers = [
    setInterval(() => track(write()), 1000 / writesPerSecond),
    setInterval(() => track(read()), 100),
    setInterval(() => track(enter()), 1_000),
  ]
  return {
    writes,
    reads,
    signIns,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(open)
    },
  }
}

describe.each(['embedded', 'server'] as const)('a backup under 50 writes a second: %s', (kind) => {
  if (kind === 'server' && findPostgresBinaries() === null) {
    it.skip('needs the programs of PostgreSQL on this machine')
    return
  }
  let folder: string
  let running: Product
  let place: Awaited<ReturnType<typeof copyTemplate>>
  const environment = () => ({ ...(place.options.databaseUrl && { DATABASE_URL: place.options.databaseUrl }) })

  beforeAll(async () => {
    folder = makeMemoryFolder('backup-writes', 1e9)
    place = await copyTemplate('loaded', kind)
    const { dataFolder } = place.options
    running = await startProduct({ dataFolder, script: '../tests/support/write-server', environment: environment() })
    await running.waitForAddress()
    await fetch(`${running.origin}/api/areas/${testCounty}`)
  })
  afterAll(async () => {
    await running?.end('SIGKILL').catch(() => {})
    await place?.remove()
    removeFolder(folder)
  })

  it('restores to a state with every write acknowledged before it began, and loses none that came after', async () => {
    for (let round = 1; round <= faultCounts.backupsUnderWrites; round++) {
      const file = join(folder, `${round}.ocb`)
      const traffic = startTraffic(running.origin)
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      const startedAt = performance.now()
      const backup = await startProduct({
        dataFolder: place.options.dataFolder,
        script: 'backup',
        arguments: [file],
        environment: environment(),
      })
      const { code } = await backup.end(undefined, 300_000)
      expect(code, backup.output()).toBe(0)
      await new Promise((resolve) => setTimeout(resolve, 500))
      await traffic.stop()

      const target = await copyTemplate('empty', kind)
      const restored = await openDatabase({ ...target.options, county: testCounty })
      await restoreBackup({ database: restored, county: testCounty, backup: await verifyBackupFile(file) })
      const listIds = sql`SELECT id::text AS id FROM imports`
      const listTold = sql`SELECT record_id AS id FROM audit_log WHERE record_kind = 'imports'
        UNION ALL SELECT record_id FROM audit_entries WHERE record_kind = 'imports' ORDER BY 1`
      const idsOf = async (query: typeof listIds) =>
        (await restored.read((handle) => handle.rows<{ id: string }>(query))).map(({ id }) => id)
      const kept = new Set(await idsOf(listIds))
      // Sealed or not, each write has its one line.
      expect(await idsOf(listTold)).toEqual([...kept].sort())
      await sealEntries(restored, plainDigest)
      const trail = await checkAudit(restored, plainDigest)
      expect(trail).toMatchObject({ broken: undefined, waiting: 0 })
      await restored.close()
      await target.remove()

      const { writes, reads, signIns } = traffic
      const before = writes.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined && acknowledgedAt < startedAt)
      expect(before.length).toBeGreaterThan(0)
      expect(before.filter(({ id }) => !kept.has(id))).toEqual([])
      // One moment: nothing that began after something missing had been acknowledged.
      const firstMissing = Math.min(
        ...writes.map((write) =>
          kept.has(write.id) ? Number.POSITIVE_INFINITY : (write.acknowledgedAt ?? Number.POSITIVE_INFINITY),
        ),
      )
      expect(writes.filter(({ id, issuedAt }) => kept.has(id) && issuedAt > firstMissing)).toEqual([])
      // Some came after its moment, or it would have proved nothing.
      expect(firstMissing).toBeLessThan(Number.POSITIVE_INFINITY)

      const codes = new Set(writes.filter(({ status }) => status !== 200).map((write) => write.code))
      expect([...codes].filter((told) => told !== 'backup_running, Retry-After 2')).toEqual([])
      if (kind === 'server') expect(codes.size).toBe(0)
      // Who signs in waits as who writes does, and is told so.
      const isClear = (told: string) =>
        told === 'signed in' || (kind === 'embedded' && told.includes('"backup_running"'))
      expect(signIns.filter((told) => !isClear(told))).toEqual([])
      expect(signIns).toContain('signed in')
      expect(new Set(reads.map(({ status }) => status))).toEqual(new Set([200]))
      const longestRead = Math.max(...reads.map(({ milliseconds }) => milliseconds))
      const waits = /写入等候了 ([\d.]+) 秒/.exec(backup.output())?.[1] ?? '0'
      tellFigures(
        `backup under writes, ${kind}: ${before.length} acknowledged before, ${kept.size} in it, 0 missing; writes waited ` +
          `${waits} s, ${writes.filter(({ status }) => status === 503).length} × 503; longest read ${longestRead.toFixed(0)} ms; ` +
          `${signIns.length} sign-ins, ${trail.rows} lines of the trail, which holds`,
      )
    }
    // None of those acknowledged while it ran is lost where it ran.
    if (kind === 'embedded')
      expect(running.output()).toMatch(/a backup reads the database; writes wait[\s\S]+writes go on/)
  })
})
