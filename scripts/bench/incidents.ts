import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { wireApp } from '#api/server.ts'
import { findPostgresBinaries } from '../../tests/support/find-tools.ts'
import { aReport } from '../../tests/support/incident-desk.ts'
import { makeKey } from '../../tests/support/principals.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { type BenchCounty, openBenchCounty } from './bench-county.ts'
import { type BenchReport, judge, quantile, type Round, runRounds } from './support.ts'

const run = promisify(execFile)
const writers = 16
const secondsPerRound = 4
const incidentCount = 100_000
const requestsPerRound = 40

type Wired = Awaited<ReturnType<typeof wireApp>>
type Bench = { county: BenchCounty; wired: Wired; key: string; folder: string }

/** Incidents on a PostgreSQL server: how many are committed in a second by sixteen at once, and how long a list of fifty out of a
 *  hundred thousand takes by any filter. */
export async function runIncidents(rounds = 9): Promise<BenchReport[]> {
  const county = await openBenchCounty('server')
  const folder = makeRunFolder('bench-incidents')
  try {
    const { database, url } = county
    const wired = await wireApp({
      database,
      place: { databaseUrl: url ?? undefined, dataFolder: folder, county: '530326' },
      webFolder: folder,
      version: 'bench',
      log: pino(pino.destination('/dev/null')),
      rateLimits: null,
    })
    try {
      const bench = { county, wired, key: await makeKey(database, 'county-operator'), folder }
      return [await runReports(bench, rounds), ...(await runLists(bench, rounds))]
    } finally {
      await wired.close()
    }
  } finally {
    await county.close()
    removeFolder(folder)
  }
}

/** A UUID of two random numbers of the script. In it no colon stands before a letter that is not a variable's. */
const scriptId = `(lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid`

/** What one report sends, statement by statement as the product does, with another id and place each time. pgbench waits for
 *  each of them, on a connection for each writer; the product has ten connections, and sends what stands before the INSERT in one
 *  message and what stands behind it, with the COMMIT, in another. It also checks the key and the body, makes the answer, chains
 *  the audit and reads the event log meanwhile, which pgbench does not. */
const reportScript = (schema: string, grids: readonly string[]): string => {
  const code = `(ARRAY['${grids.join("','")}'])[:grid::integer + 1]`
  return `
\\set high random(0, 999999999999999)
\\set low random(0, 999999999999999)
\\set grid random(0, ${grids.length - 1})
\\set lng random(103000000, 104000000)
BEGIN;
SET LOCAL statement_timeout = 30500;
SET LOCAL ROLE onegrid_app;
SET LOCAL search_path = "${schema}", public;
SET LOCAL onegrid.scope = '530326';
SET LOCAL onegrid.persons = '';
SET LOCAL onegrid.reads_audit = '';
INSERT INTO incidents AS i (id, kind, type, title, pinyin, description, state, rung, severity, details, location,
    given_location, grid_code, reporter, source, external_id, reported_at, found_at, due_at)
  VALUES (${scriptId}, 'dispute', 'neighbours', '两家为院墙争执', 'liangjiaweiyuanqiangzhengzhi ljwyqzz', '', 'reported',
    'grid', 'blue', '{}', ST_SetSRID(ST_MakePoint(:lng::float8 / 1000000, 26.4), 4326), NULL, ${code}, 'bench', 'onegrid',
    NULL, now(), now(), now())
  ON CONFLICT (source, external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING i.id, i.number, i.kind, i.type, i.title, i.state, i.rung, i.severity, ST_X(i.location), ST_Y(i.location),
    i.grid_code, ${[
      'reported_at',
      'due_at',
      'closed_at',
      'changed_at',
      'found_at',
      'acted_at',
      'resolved_at',
      'rung_since',
    ]
      .map((column) => `to_char(i.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24.MI.SS.MS"Z"')`)
      .join(', ')}, i.version, i.description, i.details, i.reporter, i.source, i.external_id, i.assignee, i.merged_into,
    (SELECT u.name FROM units u WHERE u.id = (i.assignee ->> 'unitId')::uuid),
    (SELECT coalesce(json_agg(json_build_object('id', p.id) ORDER BY p.uploaded_at, p.id), '[]'::json)
      FROM incident_photos p WHERE p.incident_id = i.id AND p.removed_at IS NULL);
INSERT INTO incident_timeline (incident_id, at, kind, state, rung, note, actor_kind, actor, data)
  VALUES (${scriptId}, now(), 'state', 'reported', 'grid', '', 'key', 'bench', '{}');
INSERT INTO audit_entries (actor_kind, actor_id, actor_name, address, request_id, action, outcome, record_kind, record_id,
    area_code, after, is_personal, digest)
  VALUES ('key', 'bench', 'bench', '', '', 'incidents.report', 'done', 'incident', ${scriptId}::text, ${code},
    '{"kind":"dispute","type":"neighbours","state":"reported","rung":"grid","severity":"blue","version":1}', false, 'sha256:0');
SELECT pg_advisory_xact_lock(1767, hashtext(current_schema())), pg_notify('onegrid_bench', '');
INSERT INTO event_log (name, record_kind, record_id, version, area_code, data)
  VALUES ('incident.reported', 'incident', ${scriptId}::text, 1, ${code},
    '{"kind":"dispute","severity":"blue","state":"reported","rung":"grid"}');
COMMIT;
`
}

async function runReports({ county, wired, key, folder }: Bench, rounds: number): Promise<BenchReport> {
  const { database, snapshot, url } = county
  const grids = [...snapshot.grids.keys()].slice(0, 200)
  const script = join(folder, 'report.sql')
  writeFileSync(script, reportScript(database.schema, grids))
  const pgbench = join(dirname(findPostgresBinaries()?.postgres ?? ''), 'pgbench')
  /** Milliseconds an incident. */
  async function runPgbench(): Promise<number> {
    const words = [
      '-n',
      '-c',
      String(writers),
      '-j',
      '2',
      '-T',
      String(secondsPerRound),
      '-M',
      'prepared',
      '-f',
      script,
    ]
    const { stdout } = await run(pgbench, [...words, url ?? ''])
    const perSecond = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1] ?? /tps = ([\d.]+)/.exec(stdout)?.[1])
    if (!(perSecond > 0)) throw new Error(stdout)
    return 1000 / perSecond
  }
  async function runOurs(): Promise<number> {
    let made = 0
    const startedAt = performance.now()
    const until = startedAt + secondsPerRound * 1000
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let number = writer; performance.now() < until; number += writers) {
          const response = await wired.app.request('/api/incidents', {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
            body: JSON.stringify(aReport(grids[number % grids.length] as string, { type: 'neighbours' })),
          })
          await response.arrayBuffer()
          if (response.status !== 201) throw new Error(`answered ${response.status}`)
          made += 1
        }
      }),
    )
    return (performance.now() - startedAt) / made
  }
  const judged = judge({
    name: 'incidents committed, 16 writers, server',
    unit: 'ms',
    arms: {
      bare: 'pgbench with the same statements, 16 connections',
      ours: 'POST /api/incidents with a key, in one process with 10 connections',
    },
    rounds: await runRounds(rounds, { bare: runPgbench, ours: runOurs }),
    // Half of the incidents a second.
    reach: { ratio: 2 },
  })
  const perSecond = (milliseconds: number) => Math.round(1000 / milliseconds)
  return {
    ...judged,
    notes: {
      'incidents/s, bare': perSecond(judged.bare.median),
      'incidents/s, ours': perSecond(judged.ours.median),
      'incidents/s, ours ÷ bare': (1 / judged.ratio).toFixed(2),
    },
  }
}

/** A year of incidents all over the county, as many of each word as counties have of them, about. */
async function fillCounty(database: Database): Promise<void> {
  await database.write(
    async (transaction) => {
      await transaction.run(sql`DELETE FROM incident_timeline`)
      await transaction.run(sql`DELETE FROM incidents`)
      await transaction.run(
        sql`INSERT INTO incidents (id, kind, type, title, pinyin, state, rung, severity, location, grid_code, reported_at, due_at)
          SELECT gen_random_uuid(), (ARRAY['dispute', 'dispute', 'hazard', 'request'])[1 + n % 4],
            (ARRAY['neighbours', 'forest-land', 'landslide', 'roads', 'unsafe-house'])[1 + n % 5],
            (ARRAY['院墙', '水渠', '路灯', '边坡', '地界'])[1 + n % 5] || (ARRAY['争执', '开裂', '不亮'])[1 + n % 3] || n,
            (ARRAY['yuanqiang yq', 'shuiqu sq', 'ludeng ld', 'bianpo bp', 'dijie dj'])[1 + n % 5],
            CASE WHEN n % 1000 < 15 THEN 'in_progress' ELSE 'closed' END,
            (ARRAY['grid', 'village', 'township', 'county'])[1 + n % 4],
            (ARRAY['blue', 'blue', 'yellow', 'orange'])[1 + n % 4], seat, code,
            now() - make_interval(secs => n * 315), now() - make_interval(secs => n * 315) + interval '5 days'
          FROM (SELECT seat, code, row_number() OVER (ORDER BY code) - 1 AS place FROM grid_versions WHERE upper_inf(editions)) AS g
          JOIN generate_series(0, ${incidentCount - 1}::integer) AS n ON n % 4847 = g.place`,
      )
      await transaction.run(sql`ANALYZE incidents`)
    },
    { deadlineMs: 300_000 },
  )
}

/** Each filter with the condition a person would write for it. */
const filters: readonly (readonly [query: string, condition: string])[] = [
  ['', 'true'],
  ['kind=hazard', "kind = 'hazard'"],
  ['state=open', "state NOT IN ('closed', 'merged', 'cancelled')"],
  ['overdue=true', "state NOT IN ('closed', 'merged', 'cancelled') AND due_at < now()"],
  ['severity=orange&rung=county', "severity = 'orange' AND rung = 'county'"],
  ['type=landslide', "type = 'landslide'"],
  ['area=530326105', "grid_code LIKE '530326105%'"],
  ['area=530326105001', "grid_code LIKE '530326105001%'"],
  ['q=%E8%BE%B9%E5%9D%A1', "(title ILIKE '%边坡%')"],
  ['q=bianpo', "(title ILIKE '%bianpo%' OR pinyin LIKE '%bianpo%')"],
]

async function runLists({ county, wired, key }: Bench, rounds: number): Promise<BenchReport[]> {
  await fillCounty(county.database)
  const driver = county.openDriver()
  const columns = `id, number, kind, type, title, state, rung, severity, ST_X(location), ST_Y(location), grid_code, reported_at,
    due_at, closed_at, changed_at, version`
  const reports: BenchReport[] = []
  try {
    for (const [query, condition] of filters) {
      const bare = async () => {
        await Promise.all([
          driver.unsafe(`SELECT ${columns} FROM incidents WHERE ${condition} ORDER BY reported_at DESC, id LIMIT 51`),
          driver.unsafe(`SELECT count(*)::integer FROM incidents WHERE ${condition}`),
        ])
      }
      const ours = async () => {
        const response = await wired.app.request(`/api/incidents?limit=50&${query}`, {
          headers: { authorization: `Bearer ${key}` },
        })
        await response.arrayBuffer()
        if (response.status !== 200) throw new Error(`${query} answered ${response.status}`)
      }
      const results: Round[] = []
      for (let round = -1; round < rounds; round += 1) {
        const times = { bare: [] as number[], ours: [] as number[] }
        for (let number = 0; number < requestsPerRound; number += 1)
          for (const arm of number % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
            const startedAt = performance.now()
            await (arm === 'bare' ? bare() : ours())
            times[arm].push(performance.now() - startedAt)
          }
        if (round >= 0) results.push({ bare: quantile(times.bare, 0.95), ours: quantile(times.ours, 0.95) })
      }
      reports.push(
        judge({
          name: `list of 50 of 100,000, ${query === '' ? 'all' : decodeURIComponent(query)}, p95`,
          unit: 'ms',
          arms: { bare: 'the page and the count in SQL, by the driver', ours: 'GET /api/incidents with a key' },
          rounds: results,
          reach: { ratio: 3 },
        }),
      )
    }
  } finally {
    await driver.end()
  }
  return reports
}
