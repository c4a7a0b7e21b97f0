import { join, resolve } from 'node:path'
import { demoLoader, loadDemo } from '#api/demo/load-demo.ts'
import { loadBasemap } from '#api/ground/basemap/load-basemap.ts'
import { findCurrentEdition, listCurrentBasemaps } from '#api/ground/editions/editions.repo.ts'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { recordPublication } from '#api/ground/imports/record-publication.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { dataSetCounty } from './demo-load.ts'
import { runStep, tell, withCommas } from './report.ts'

const dataSet = resolve(import.meta.dirname, '../../data/huize')

/** Loads what of the demonstration set in `folder` is not there yet: basemap, coverage, operations. Safe to interrupt and
 *  repeat. */
export async function loadDemoSet(database: Database, audit: AuditTrail, folder = dataSet): Promise<void> {
  const edition = await database.read(findCurrentEdition)
  const basemaps = await database.read(listCurrentBasemaps)
  // Side by side: each has long stretches in which it keeps one core busy at most.
  await Promise.all([
    // Under a coverage of the county's own as well: `clear-demo` takes the ground away and `--demo` brings it back. Only
    // a ground of the county's own stays.
    !edition || edition.isDemo || basemaps.every(({ isDemo }) => isDemo) ? loadGround(database, folder) : undefined,
    edition ? undefined : loadEdition(database, audit, folder),
  ])
  const editions = createEditionsService({ database })
  await runStep(
    (report) =>
      report
        ? `演示业务已载入 / demo operations loaded: ${withCommas(report.incidents)} 事件 incidents, ${withCommas(report.patrols)} 巡查 patrols`
        : '演示业务已在库中 / demo operations are there',
    () => loadDemo({ database, audit, editions, folder }),
  )
}

const loadGround = (database: Database, folder: string) =>
  runStep(
    ({ basemap, terrain }) =>
      `${basemap?.isNew || terrain?.isNew ? '底图和地形已载入 / basemap and terrain loaded' : '底图和地形已在库中 / basemap and terrain are there'}: ${withCommas((basemap?.tiles ?? 0) + (terrain?.tiles ?? 0))} 瓦片 tiles, ` +
      `${withCommas(basemap?.places ?? 0)} 地名 places`,
    () => loadBasemap({ database, folder, isDemo: true }),
  )

async function loadEdition(database: Database, audit: AuditTrail, folder: string): Promise<void> {
  await runStep(
    ({ edition, counts }) =>
      `网格底图第 ${edition} 版已发布 / edition ${edition} published: ${withCommas(counts.townships)} 乡镇 townships, ` +
      `${withCommas(counts.villages)} 村 villages, ${withCommas(counts.groups)} 组 groups, ${withCommas(counts.grids)} 网格 grids`,
    () => {
      let shown = ''
      return importEdition({
        database,
        files: [join(folder, 'huize.topojson')],
        county: dataSetCounty,
        madeBy: 'data/huize',
        openWork: recordPublication(openIncidents, audit, { ...demoLoader, area: dataSetCounty }),
        isDemo: true,
        onProgress: ({ step, done, total }) => {
          // The first word of each step and the last of the checks: what takes seconds is announced.
          if (step === 'check' && done === total && done > 0)
            tell(`数据检查通过 / data checked: ${withCommas(total)} 区域 areas`)
          if (step === shown) return
          shown = step
          if (step === 'write') tell(`写入网格底图 / writing the edition: ${withCommas(total)} 行 rows`)
          if (step === 'tiles') tell('切瓦片 / cutting tiles')
        },
      })
    },
  )
}
