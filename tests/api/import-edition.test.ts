import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import type { ImportOptions } from '#api/ground/editions/import/import-options.ts'
import { ImportBusyError, removeDeadImports } from '#api/ground/editions/import/remove-dead-imports.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { emptyEditions } from '../support/empty-editions.ts'
import { type Features, faultsOf, importFeatures } from '../support/import-features.ts'
import { aGridFeature, aSquare, smallCountyGrids } from '../support/small-county.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => emptyEditions(database))

const importGrids = (grids: Features, more: Partial<ImportOptions> = {}) => importFeatures(database, grids, more)

/** The small county a year later: one grid has more people, one was given a new shape by a split, one is new. */
const changedCounty = () => {
  const [first, second, third] = smallCountyGrids()
  if (!first || !second || !third) throw new Error('the small county has four grids')
  return [
    first,
    { ...second, properties: { ...second.properties, population: 41 } },
    third,
    aGridFeature('530326001002003', aSquare(3, 0)),
  ]
}

/** Everything an import may touch, as text. */
const readTables = () =>
  database.read(async (handle) => ({
    editions: await handle.rows(
      sql`SELECT number, effective::text, made_by, grid_count, is_demo FROM editions ORDER BY number`,
    ),
    grids: await handle.rows(sql`SELECT code, first_edition FROM grids ORDER BY code`),
    gridVersions: await handle.rows(
      sql`SELECT code, editions::text AS editions, population, geometry::text FROM grid_versions ORDER BY code, editions`,
    ),
    areas: await handle.rows(
      sql`SELECT code, editions::text AS editions, population, geometry::text FROM areas ORDER BY code, editions`,
    ),
  }))

const readSpans = () =>
  database.read((handle) =>
    handle.rows<{ code: string; editions: string }>(
      sql`SELECT code, editions::text AS editions FROM grid_versions ORDER BY code, editions`,
    ),
  )

describe('importing an edition', () => {
  it('publishes the first edition with all levels', async () => {
    const report = await importGrids(smallCountyGrids(), { isDemo: true })
    expect(report).toMatchObject({
      edition: 1,
      counts: { counties: 1, townships: 1, villages: 2, groups: 3, grids: 4 },
      rows: { changed: 11, unchanged: 0, ended: 0 },
      faults: [],
    })
    const edition = await createEditionsService({ database }).current()
    expect(edition).toMatchObject({ number: 1, isDemo: true, countyCode: '530326', bounds: [103, 26, 103.04, 26.01] })
    expect(edition.index.locate([103.015, 26.005])).toBe('530326001001002')
    expect(edition.areas.get('530326')).toMatchObject({
      gridCount: 4,
      population: 100,
      bounds: [103, 26, 103.04, 26.01],
    })
  })

  it('keeps the former edition as it was, and its unchanged rows once', async () => {
    await importGrids(smallCountyGrids())
    const editions = createEditionsService({ database })
    const before = await editions.current()
    const report = await importGrids(changedCounty())
    expect(report.edition).toBe(2)
    expect(await readSpans()).toEqual([
      { code: '530326001001001', editions: '[1,)' },
      { code: '530326001001002', editions: '[1,2)' },
      { code: '530326001001002', editions: '[2,)' },
      { code: '530326001002001', editions: '[1,)' },
      { code: '530326001002002', editions: '[1,2)' },
      { code: '530326001002003', editions: '[2,)' },
    ])
    const fresh = createEditionsService({ database })
    const [former, current] = [await fresh.byNumber(1), await fresh.current()]
    expect(current.number).toBe(2)
    expect([...current.grids.keys()]).toEqual([
      '530326001001001',
      '530326001001002',
      '530326001002001',
      '530326001002003',
    ])
    expect([...former.grids.values()].map(({ code, population }) => [code, population])).toEqual(
      [...before.grids.values()].map(({ code, population }) => [code, population]),
    )
    const ends = (snapshot: typeof former) => [...snapshot.grids.values()].map(({ editionTo }) => editionTo)
    expect([ends(before), ends(former), ends(await editions.byNumber(1))]).toEqual([
      [null, null, null, null],
      [null, 2, null, 2],
      [null, 2, null, 2],
    ])
    expect((await fresh.at(new Date(before.effectiveFrom))).number).toBe(1)
    expect((await fresh.at(new Date())).number).toBe(2)
    await expect(fresh.at(new Date('2000-01-01'))).rejects.toMatchObject({ status: 404, code: 'no_edition' })
  })

  it('tells a running service of the new edition within a second', async () => {
    const editions = createEditionsService({ database })
    await expect(editions.current()).rejects.toMatchObject({ status: 404, code: 'no_edition' })
    await importGrids(smallCountyGrids())
    expect((await editions.current()).number).toBe(1)
    await importGrids(changedCounty())
    await expect.poll(async () => (await editions.current()).number, { timeout: 1_500 }).toBe(2)
  })

  it('writes nothing when something is wrong, and says what', async () => {
    await importGrids(smallCountyGrids())
    const before = await readTables()
    const [first, ...others] = smallCountyGrids()
    const overlapping = importGrids([aGridFeature(String(first?.properties.code), aSquare(0, 0, 2)), ...others])
    expect((await faultsOf(overlapping)).map(({ kind }) => kind)).toContain('overlap')
    expect(await readTables()).toEqual(before)
  })

  it('writes nothing in a dry run', async () => {
    expect(await importGrids(smallCountyGrids(), { dryRun: true })).toMatchObject({
      edition: null,
      counts: { grids: 4 },
    })
    expect((await readTables()).editions).toEqual([])
    const report = await importGrids(smallCountyGrids().slice(0, 0), { dryRun: true })
    expect(report.faults).toMatchObject([{ kind: 'no_grids' }])
  })

  it('says in a dry run what would become of the grids, and a real one does just that', async () => {
    const compare = async (grids: ReturnType<typeof smallCountyGrids>) =>
      (await importGrids(grids, { dryRun: true })).comparison
    expect(await compare(smallCountyGrids())).toEqual({ added: 4, changed: 0, unchanged: 0, gone: 0 })
    await importGrids(smallCountyGrids())
    expect(await compare(smallCountyGrids())).toEqual({ added: 0, changed: 0, unchanged: 4, gone: 0 })
    expect(await compare(changedCounty())).toEqual({ added: 1, changed: 1, unchanged: 2, gone: 1 })
    expect((await importGrids(changedCounty())).comparison).toBeNull()
    // Against the current edition, not against all there ever were.
    expect(await compare(changedCounty())).toEqual({ added: 0, changed: 0, unchanged: 4, gone: 0 })
    expect(await compare(smallCountyGrids())).toEqual({ added: 1, changed: 1, unchanged: 2, gone: 1 })
  })

  it('takes back what it wrote when tiles cannot be cut', async () => {
    await importGrids(smallCountyGrids())
    const before = await readTables()
    const failing = importGrids(changedCounty(), { cutTiles: () => Promise.reject(new Error('no room')) })
    await expect(failing).rejects.toThrow('no room')
    expect(await readTables()).toEqual(before)
  })

  it('hides a pending edition, and takes away one whose import died', async () => {
    await importGrids(smallCountyGrids())
    const before = await readTables()
    const editions = createEditionsService({ database })
    let removed = 0
    const dying = importGrids(changedCounty(), {
      cutTiles: async () => {
        // This is where the process would be killed: all rows written, nothing published.
        expect((await editions.current()).number).toBe(1)
        const { grids } = await createEditionsService({ database }).byNumber(1)
        expect([...grids.values()].map(({ editionTo }) => editionTo)).toEqual([null, null, null, null])
        await expect(editions.byNumber(2)).rejects.toMatchObject({ status: 404 })
        await database.write((transaction) =>
          transaction.run(sql`UPDATE editions SET touched_at = now() - interval '1 minute' WHERE number = 2`, 1),
        )
        removed = await removeDeadImports(database)
      },
    })
    // What is gone cannot be published any more.
    await expect(dying).rejects.toThrow()
    expect(removed).toBe(1)
    expect(await readTables()).toEqual(before)
  })

  it('lets only one import work at a time', async () => {
    let second: Promise<unknown> = Promise.resolve()
    await importGrids(smallCountyGrids(), {
      cutTiles: async () => {
        second = importGrids(changedCounty())
        await expect(second).rejects.toThrow(ImportBusyError)
        expect(await removeDeadImports(database)).toBe(0)
      },
    })
    expect((await readTables()).editions).toHaveLength(1)
  })

  it('tells two imports that begin in the same moment apart', async () => {
    // The embedded database has one session: one of them is always first.
    if (database.kind === 'embedded') return
    let begin = () => {}
    const second = new Promise<void>((resolve) => {
      begin = resolve
    }).then(() => importGrids(smallCountyGrids()))
    second.catch(() => {})
    await database.write(async (transaction) => {
      await transaction.run(
        sql`INSERT INTO editions (number, made_by, bounds, county_code, grid_count) VALUES (1, 'first', '{0,0,1,1}', '530326', 4)`,
      )
      begin()
      // It waits for the number.
      await expect
        .poll(async () => (await transaction.rows(sql`SELECT pid FROM pg_locks WHERE NOT granted`)).length, {
          timeout: 20_000,
        })
        .toBeGreaterThan(0)
    })
    await expect(second).rejects.toThrow(ImportBusyError)
    expect((await readTables()).editions).toMatchObject([{ made_by: 'first' }])
  })

  it('takes over at once from an import that died long ago', async () => {
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO editions (number, made_by, bounds, county_code, grid_count, touched_at)
            VALUES (1, 'dead', '{0,0,1,1}', '530326', 4, now() - interval '1 hour')`,
      ),
    )
    expect((await importGrids(smallCountyGrids())).edition).toBe(1)
  })

  it('reports its progress from reading to publishing', async () => {
    const steps: string[] = []
    await importGrids(smallCountyGrids(), {
      onProgress: ({ step, done, total }) => {
        expect(done).toBeLessThanOrEqual(total)
        if (steps.at(-1) !== step) steps.push(step)
      },
    })
    expect(steps).toEqual(['read', 'parse', 'check', 'write', 'tiles', 'publish'])
  })
})

describe('the county of data/huize', () => {
  it('imports, and PostGIS agrees that every area is the union of its grids', async () => {
    const name = 'huize.topojson'
    const bytes = await readFile(join(import.meta.dirname, '../../data/huize', name))
    const report = await importGrids([], { sources: [{ name, bytes }] })
    expect(report.warnings).toEqual([])
    expect(report.counts).toEqual({ counties: 1, townships: 25, villages: 381, groups: 4309, grids: 4847 })
    const [counted] = await database.read(
      (handle) =>
        handle.exactly<{ invalid: number; outside: number }>(
          1,
          sql`SELECT count(*) FILTER (WHERE NOT ST_IsValid(geometry))::int AS invalid,
                     count(*) FILTER (WHERE NOT ST_Contains(geometry, seat))::int AS outside FROM grid_versions`,
        ),
      { deadlineMs: 60_000 },
    )
    expect(counted).toEqual({ invalid: 0, outside: 0 })
    const different = await database.read(
      (handle) =>
        handle.exactly<{ level: string; code: string; difference: number }>(
          11,
          sql`WITH picked AS (
                (SELECT * FROM areas WHERE level = 'group' AND grid_count > 1 ORDER BY code LIMIT 5)
                UNION ALL (SELECT * FROM areas WHERE level = 'village' ORDER BY code LIMIT 5)
                UNION ALL (SELECT * FROM areas WHERE level = 'township' ORDER BY code LIMIT 1))
              SELECT a.level, a.code, ST_Area(ST_SymDifference(a.geometry, ST_Union(g.geometry))) AS difference
              FROM picked AS a JOIN grid_versions AS g
                ON CASE WHEN a.level = 'group' THEN g.group_code = a.code ELSE g.code LIKE a.code || '%' END
              GROUP BY a.level, a.code, a.geometry`,
        ),
      { deadlineMs: 60_000 },
    )
    for (const { difference } of different) expect(difference).toBeLessThan(1e-15)
  })
})
