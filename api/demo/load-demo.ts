import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeatureCollection, LineString, Polygon } from 'geojson'
import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { AuditEntry, AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Level } from '#api/platform/http/shared.contract.ts'
import type { RoadProperties } from '../../data/demo/demo-place.ts'
import { type DemoUnit, makeDemoUnits } from '../../data/demo/demo-units.ts'
import { type DemoInput, demoSeed, generateDemo } from '../../data/demo/generate-demo.ts'
import { demoUuid } from '../../data/demo/random.ts'
import {
  deleteDemo,
  hasDemoUnits,
  insertIncidents,
  insertPatrols,
  insertUnits,
  insertVisits,
  readDemoState,
} from './demo.repo.ts'

/** An import of 50,000 rows in one transaction would hold up everything else on the embedded database for seconds. */
const rowsPerTransaction = 500
const deadlineMs = 60_000
/** Who has loaded it, for the record. */
export const demoLoader: Pick<AuditEntry, 'actor' | 'address' | 'requestId'> = {
  actor: { kind: 'system', id: 'demo', name: 'demo' },
  address: '',
  requestId: '',
}
/** Its id depends on the seed alone, so a later start knows it without knowing when the first one was. */
const lastIncidentId = demoUuid(demoSeed, 'dispute', 0)

export type DemoReport = { incidents: number; patrols: number; visits: number; rows: number; milliseconds: number }

/** The parts of a county's ground that lie in files beside its grids. A file that is not there counts as empty: a county
 *  without lakes has demo data too. Throws for a file that is no JSON. */
export async function readGround(folder: string): Promise<Pick<DemoInput, 'roads' | 'streams' | 'lakes'>> {
  const read = async <Collection>(name: string): Promise<Collection> => {
    try {
      return JSON.parse(await readFile(join(folder, name), 'utf8')) as Collection
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return { type: 'FeatureCollection', features: [] } as Collection
    }
  }
  return {
    roads: await read<FeatureCollection<LineString, RoadProperties>>('roads.geojson'),
    streams: await read<FeatureCollection<LineString>>('streams.geojson'),
    lakes: await read<FeatureCollection<Polygon>>('lakes.geojson'),
  }
}

/** What the generator needs, out of an edition. Pure. */
export const groundOfEdition = (snapshot: EditionSnapshot): Pick<DemoInput, 'grids' | 'villages' | 'locate'> => ({
  grids: [...snapshot.grids.values()],
  villages: [...snapshot.areas.values()].filter(({ level }) => level === 'village'),
  locate: (lngLat) => snapshot.index.locate(lngLat),
})

/** Pure. */
function unitsOfEdition({ areas }: Pick<EditionSnapshot, 'areas'>): DemoUnit[] {
  const areasOf = (level: Level) => [...areas.values()].filter((area) => area.level === level)
  return areasOf('county').flatMap((county) => makeDemoUnits(county, areasOf('township'), demoSeed))
}

/** True where demonstration operations are loaded to the last row. */
export const hasDemo = async (database: Database): Promise<boolean> =>
  (await database.read((handle) => readDemoState(handle, lastIncidentId))) === 'complete'

/** Takes out every demonstration incident, patrol and visit, in one transaction; others stay as they are. */
export const clearDemo = (database: Database): Promise<{ incidents: number; patrols: number }> =>
  database.write(deleteDemo, { deadlineMs })

/** Loads the demonstration operations for the current edition, dated relative to `now`, in short transactions. Does
 *  nothing (null) where they are complete, but adds the units where there are none; removes and loads again what an interrupted load left. Throws ApiError 404
 *  `no_edition` without an edition. */
export async function loadDemo(options: {
  database: Database
  audit: AuditTrail
  editions: EditionsService
  /** Where roads, streams and lakes of the county lie (`data/huize`). */
  folder: string
  now?: Date
  /** Rows written so far of all. */
  onProgress?: (progress: { done: number; total: number }) => void
}): Promise<DemoReport | null> {
  const { database, audit, editions, folder, now = new Date(), onProgress = () => {} } = options
  const startedAt = performance.now()
  const state = await database.read((handle) => readDemoState(handle, lastIncidentId))
  const writeUnits = (units: readonly DemoUnit[]) =>
    database.write((transaction) => insertUnits(transaction, units), { deadlineMs })
  if (state === 'complete') {
    if (!(await database.read(hasDemoUnits))) await writeUnits(unitsOfEdition(await editions.current()))
    return null
  }
  if (state === 'partial') await clearDemo(database)

  const snapshot = await editions.current()
  const { incidents, patrols, visits } = generateDemo({
    ...groundOfEdition(snapshot),
    ...(await readGround(folder)),
    now,
    seed: demoSeed,
  })
  const units = unitsOfEdition(snapshot)
  const patrolRows = batchRows(patrols, ({ stops }) => 1 + stops.length)
  const visitRows = batchRows(visits, () => 1)
  // The incident by which the end of a load is known comes last of all.
  const lastLast = [...incidents].sort((a, b) => Number(a.id === lastIncidentId) - Number(b.id === lastIncidentId))
  const incidentRows = batchRows(lastLast, ({ timeline }) => 1 + timeline.length)

  const total = [...patrolRows, ...visitRows, ...incidentRows].reduce((sum, { rows }) => sum + rows, units.length)
  let done = 0
  const tell = (rows: number) => {
    done += rows
    onProgress({ done, total })
  }
  for (const { items, rows } of patrolRows) {
    await database.write((transaction) => insertPatrols(transaction, items), { deadlineMs })
    tell(rows)
  }
  for (const { items, rows } of visitRows) {
    await database.write((transaction) => insertVisits(transaction, items), { deadlineMs })
    tell(rows)
  }
  await writeUnits(units)
  tell(units.length)
  const counts = { incidents: incidents.length, patrols: patrols.length, visits: visits.length }
  for (const [index, { items, rows }] of incidentRows.entries()) {
    await database.write(
      async (transaction) => {
        await insertIncidents(transaction, items)
        // With the rows by which its end is known: a load that is taken up again is told once.
        if (index === incidentRows.length - 1)
          await audit.record(transaction, { ...demoLoader, action: 'demo.load', outcome: 'done', after: counts })
      },
      { deadlineMs },
    )
    tell(rows)
  }
  return {
    ...counts,
    rows: total,
    milliseconds: Math.round(performance.now() - startedAt),
  }
}

/** Cuts a list into runs of at most 500 rows, an item and what hangs on it counted together. */
function batchRows<Item>(items: readonly Item[], rowsOf: (item: Item) => number): { items: Item[]; rows: number }[] {
  const batches: { items: Item[]; rows: number }[] = []
  for (const item of items) {
    const rows = rowsOf(item)
    const batch = batches.at(-1)
    if (batch && batch.rows + rows <= rowsPerTransaction) {
      batch.items.push(item)
      batch.rows += rows
    } else batches.push({ items: [item], rows })
  }
  return batches
}
