import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { loadDemo } from '#api/demo/load-demo.ts'
import { loadBasemap } from '#api/ground/basemap/load-basemap.ts'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { migrateDatabase, sharedSchema } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { fillAccess } from './release-access.ts'

/*
 * `make-release.ts ADDRESS FILE`: fills the empty database at ADDRESS as this version of OneGrid does, and writes what came
 * of it to FILE as SQL: schema and rows. Run at the last commit of a release; tests/support/releases/README.md says more.
 */
const [databaseUrl, file] = process.argv.slice(2)
if (!databaseUrl || !file) throw new Error('Usage: make-release.ts postgres://…/NAME_test FILE.sql.gz')

const folder = resolve(import.meta.dirname, '../../data/huize')
/** One township is enough to be believed, and small enough to be kept. */
const township = '530326107'
const county = '530326'
const keptIncidents = 400

const topology = JSON.parse(readFileSync(join(folder, 'huize.topojson'), 'utf8')) as Topology<
  Record<string, GeometryCollection>
>
/** The areas of a level in the township; `change` makes another edition of them. */
function readSource(level: string, change: (properties: Record<string, unknown>) => Record<string, unknown>) {
  const decoded = feature(topology, topology.objects[level] as GeometryCollection) as FeatureCollection<
    Polygon,
    Record<string, unknown>
  >
  const features: Feature[] = decoded.features
    .filter(({ properties }) => String(properties.code).startsWith(township))
    .map((one) => ({ ...one, properties: change(one.properties) }))
  return { name: `${level}.geojson`, bytes: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) }
}
const readSources = (change: Parameters<typeof readSource>[1]) =>
  ['townships', 'villages', 'grids'].map((level) => readSource(level, change))

const database = await openDatabase({ databaseUrl, dataFolder: 'unused', county })
await migrateDatabase(database)
const audit = createAuditTrail({ database })
const settings = { database, county, madeBy: 'release', openWork: openIncidents, isDemo: true }
await importEdition({ ...settings, sources: readSources((properties) => properties) })
await importEdition({
  ...settings,
  sources: readSources((properties) =>
    String(properties.code).endsWith('3')
      ? { ...properties, population: Number(properties.population) + 7 }
      : properties,
  ),
})
await loadBasemap({ database, folder })
await loadDemo({
  database,
  audit,
  editions: createEditionsService({ database }),
  folder,
  now: new Date('2026-11-24T06:10:00Z'),
})
await database.write(async (transaction) => {
  // Pictures weigh more than all the rest.
  await transaction.run(sql`DELETE FROM basemap_tiles WHERE z > 8`)
  await transaction.run(sql`DELETE FROM edition_tiles WHERE z > 11`)
  await transaction.run(sql`UPDATE basemaps SET heights = substring(heights FROM 1 FOR 1000) WHERE heights IS NOT NULL`)
  await transaction.run(
    sql`DELETE FROM incidents WHERE id NOT IN (SELECT id FROM incidents ORDER BY id LIMIT ${keptIncidents}::integer)`,
  )
  await transaction.run(sql`DELETE FROM patrols WHERE planned_start_at < '2026-10-01'`)
  await transaction.run(sql`DELETE FROM grid_visits WHERE day < '2026-10-01'`)
  const [table] = await transaction.rows<{ name: string | null }>(sql`SELECT to_regclass('imports')::text AS name`)
  if (table?.name)
    await transaction.run(
      sql`INSERT INTO imports (id, state, settings, files, done, total, created_at, ended_at)
          VALUES ('00000000-0000-4000-8000-000000000001', 'done', '{"dryRun": false}',
                  '[{"name": "grids.geojson", "size": 1234}]', 5, 5, '2026-11-24T06:00Z', '2026-11-24T06:01Z')`,
    )
})
await fillAccess(database, audit)
await database.close()

const dump = execFileSync(
  'pg_dump',
  [
    ...['--inserts', '--rows-per-insert=100', '--no-owner'],
    ...[sharedSchema, `county_${county}`].map((schema) => `--schema=${schema}`),
    databaseUrl,
  ],
  { encoding: 'utf8', maxBuffer: 1e9 },
)
const owner = new URL(databaseUrl).username
// Words to psql, and settings that would outlive the statements on a session that others share.
const statements = dump
  .split('\n')
  .filter((line) => !/^(\\|--|SET |SELECT pg_catalog\.set_config\()/.test(line))
  // Whoever loads it owns it.
  .map((line) => (/^CREATE POLICY /.test(line) ? line.replace(` TO ${owner} `, ' TO CURRENT_USER ') : line))
  .join('\n')
writeFileSync(file, gzipSync(statements, { level: 9 }))
