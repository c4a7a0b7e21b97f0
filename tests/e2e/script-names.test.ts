import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import type { Feature, Polygon } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { listScriptNames } from '../support/script-names.ts'
import { demoPassword } from '../support/sign-in.ts'
import { aBlock, aCollection, aFeature, aGridFeature, aSource, aSquare } from '../support/small-county.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type ConsoleDriver, openConsole, watchScripts } from './console-driver.ts'

// A county whose every name is HTML with a script in it, as an imported file may have it.

const [columns, rows] = [20, 10]
const names = listScriptNames(columns * rows)
const villageOf = (row: number) => `530326001${String(row + 1).padStart(3, '0')}`
const gridOf = (column: number, row: number) => `${villageOf(row)}${String(column + 1).padStart(3, '0')}`
const lattice = Array.from({ length: columns * rows }, (_, i) => [i % columns, Math.floor(i / columns)] as const)
const grids = lattice.map(([column, row], i) =>
  aGridFeature(gridOf(column, row), aSquare(column, row), { name: names[i] }),
)
const villages = Array.from({ length: rows }, (_, row) =>
  aFeature(aSquare(0, row, columns), { code: villageOf(row), name: names[row * columns] }),
)

let copy: Awaited<ReturnType<typeof copyTemplate>>
let product: Product
let browser: Browser
let desk: ConsoleDriver

async function fillDatabase(): Promise<void> {
  const database = await openDatabase({ ...copy.options, county: testCounty })
  try {
    await importEdition({
      database,
      sources: [
        aSource(aCollection(grids), 'grids.geojson'),
        aSource(aCollection(villages), 'villages.geojson'),
        aSource(
          aCollection([aFeature(aBlock(columns, rows), { code: '530326001', name: names[1] })]),
          'township.geojson',
        ),
        aSource(aCollection([aFeature(aBlock(columns, rows), { code: testCounty, name: names[2] })]), 'county.geojson'),
      ],
      county: testCounty,
      madeBy: names[3] ?? '',
      openWork: openIncidents,
    })
    const passwordHash = await hashPassword(demoPassword)
    await database.write(async (transaction) => {
      // Who sees incidents and may import as well.
      await insertAccount(transaction, {
        username: 'county-operator',
        name: names[4] ?? '',
        passwordHash,
        mustChangePassword: false,
        isDemo: true,
        grants: [
          { role: 'county-operator', area: testCounty },
          { role: 'planner', area: testCounty },
        ],
        grantedBy: 'tests',
      })
      for (const [i, [column, row]] of lattice.entries()) {
        const id = randomUUID()
        await transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
            VALUES (${id}, 'dispute', 'neighbour', ${names[i]}, 'reported', 'grid', 'yellow',
              ST_SetSRID(ST_MakePoint(${103.005 + column / 100}::float8, ${26.005 + row / 100}::float8), 4326),
              ${gridOf(column, row)}, now())`,
          1,
        )
      }
    })
  } finally {
    await database.close()
  }
}

beforeAll(async () => {
  copy = await copyTemplate('empty')
  await fillDatabase()
  product = await startProduct({ dataFolder: copy.options.dataFolder })
  await product.waitForAddress(300_000)
  browser = await openBrowser()
  desk = await openConsole(browser, product.origin, `/?select=area:${gridOf(3, 0)}`, { beforeLoad: watchScripts })
  await desk.waitUntilDrawn()
})
afterAll(async () => {
  await Promise.allSettled([browser?.close(), product?.end('SIGINT')])
  await copy?.remove()
})

/** A space more or less is none to a page. */
const asShown = (text: string | undefined) => (text ?? '').replaceAll(/\s+/g, ' ').trim()
/** The names that none of the texts shows as they are. */
const listMissing = (texts: readonly string[]) => {
  const shown = texts.map(asShown)
  return names.filter((name) => !shown.some((text) => text.includes(asShown(name))))
}

describe('names that are scripts', () => {
  it('are text in the inspector, the breadcrumb and the title', async () => {
    await desk.waitForInspectorName(asShown(names[3]))
    expect((await desk.readInspector()).text).toContain(asShown(names[0]))
    await expect.poll(desk.readBreadcrumb).toContain(asShown(names[1]))
    await expect.poll(desk.readTitle).toContain(names[3])
  })

  it('are text beside the pointer', async () => {
    const label = await desk.readHoverLabel(0.5, 0.5)
    expect(names.some((name) => label.includes(asShown(name)))).toBe(true)
  })

  it('are text in the search, each of them', async () => {
    // An apostrophe is none to a search. Many names are alike: what one finds need not be itself.
    for (const name of names.filter((each) => !each.includes("'")))
      await expect
        .poll(async () => listMissing(await desk.search(name)).length, { message: name })
        .toBeLessThan(names.length)
    await desk.pressKey('Escape')
  })

  it('are text in the table', async () => {
    await desk.showCountyTable()
    expect(listMissing(await desk.readWholeList())).toEqual([])
  })

  it('are text in the list of incidents, and in one that is opened', async () => {
    await desk.openPanel('incidents')
    expect(listMissing(await desk.readWholeList())).toEqual([])
    await desk.openFirstOfList()
    await desk.waitForAddress(/select=incident:/)
    await desk.pause(1_000)
  })

  it('are text among those affected', async () => {
    await desk.showWholeCounty()
    const answer = await desk.waitForAffected(() => desk.drawCircle([0.5, 0.5], [0.8, 0.5]))
    expect(answer.grids.length).toBeGreaterThan(5)
    const grid = answer.grids[0]?.code
    const shown = names[lattice.findIndex(([column, row]) => gridOf(column, row) === grid)]
    await desk.waitForText(asShown(shown))
  })

  it('are text on a print', async () => {
    await desk.openPrint()
    expect(await desk.readDialogField()).toMatch(/[<>(]/)
    await desk.pressKey('Escape')
  })

  it('are text in what an import finds wrong', async () => {
    const moved = grids.map((grid, i): Feature<Polygon> => {
      const [column, row] = lattice[i] as readonly [number, number]
      // Two rows on the same ground, under names and kinds of the same sort.
      return {
        ...grid,
        geometry: aSquare(column, row === 1 ? 0 : row),
        properties: { ...grid.properties, kind: names[i] },
      }
    })
    await desk.openImport()
    await desk.chooseImportFiles({ [`${names[3]?.replaceAll('/', '')}.geojson`]: JSON.stringify(aCollection(moved)) })
    await desk.checkFiles()
    await desk.waitForImportEnd()
    expect(await desk.readImportPanel()).toMatch(/ran\(1\)/)
    await desk.openCause(0)
    await desk.chooseFinding(0)
    await desk.pause(1_000)
  })

  it('ran nowhere, and the policy of the page had nothing to forbid', async () => {
    expect(await desk.readScriptReports()).toEqual([])
    expect(desk.foreignRequests).toEqual([])
    expect(desk.consoleErrors).toEqual([])
  })

  it('would have been noticed', async () => {
    await desk.writeAsHtml('<img src=x onerror=ran()>')
    await expect.poll(desk.readScriptReports).toEqual([expect.stringMatching(/^script-src-attr/)])
    await desk.writeAsHtml('<b style="color:red">red</b>')
    await expect.poll(desk.readScriptReports).toHaveLength(2)
  })
})
