import type { z } from 'zod'
import type { Coverage } from '#api/coverage/coverage.ts'
import { classOfHotSpot, correctForMany, measureHotSpots } from '#api/coverage/hot-spots.ts'
import { listAdjacency } from '#api/coverage/list-adjacency.ts'
import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import {
  type hotSpotsQuery,
  type IncidentHotSpots,
  type IncidentRates,
  leastShownIncidents,
  type ratesQuery,
} from './incident-rates.contract.ts'
import { countByGrid } from './incident-rates.repo.ts'
import type { IncidentFilter } from './incidents.repo.ts'
import { readIncidentFilter } from './read-incident-filter.ts'
import { startOfDay } from './start-of-day.ts'

type RatesQuery = z.infer<typeof ratesQuery>

/** Where incidents are many, by grids. Throws ApiError 404 for an area nobody knows and `no_edition` without grids. */
export type IncidentRatesService = {
  rates(scope: Scope, query: RatesQuery): Promise<IncidentRates>
  hotSpots(scope: Scope, query: z.infer<typeof hotSpotsQuery>): Promise<IncidentHotSpots>
}

export function createIncidentRatesService(deps: {
  database: Database
  editions: EditionsService
  now?: () => number
}): IncidentRatesService {
  const { database, editions, now = Date.now } = deps
  const adjacencies = new WeakMap<Coverage, number[][]>()

  async function count(scope: Scope, { measure, days, ...query }: RatesQuery) {
    const from = measure === 'reported' ? startOfDay(now(), Number(days)) : null
    const filter: IncidentFilter = {
      ...(await readIncidentFilter(deps, scope, query)),
      ...(measure === 'open'
        ? { states: ['open'] }
        : measure === 'overdue'
          ? { isOverdue: true }
          : { from: from ?? '' }),
    }
    const edition = await editions.current()
    const rows = await database.readAs(scope, (handle) => countByGrid(handle, filter))
    const counts = new Map(rows.map(({ gridCode, count }) => [gridCode, count]))
    const known = rows.filter(({ gridCode }) => edition.grids.has(gridCode))
    const sum = (list: typeof rows) => list.reduce((total, { count }) => total + count, 0)
    const total = sum(rows)
    return {
      edition,
      counts,
      known,
      answer: {
        edition: edition.number,
        measure,
        from,
        total,
        elsewhere: total - sum(known),
        list:
          measure === 'open'
            ? 'state=open'
            : measure === 'overdue'
              ? 'overdue=true'
              : `from=${encodeURIComponent(from ?? '')}`,
        reach: [...scope.areas],
        partial: isCutByScope(scope, query.area ?? database.county),
      },
    }
  }

  function adjacencyOf(coverage: Coverage): number[][] {
    const found = adjacencies.get(coverage) ?? listAdjacency(coverage)
    adjacencies.set(coverage, found)
    return found
  }

  return {
    async rates(scope, query) {
      const { edition, known, answer } = await count(scope, query)
      const level = scope.isSharedScreen ? 'village' : 'grid'
      const counts = new Map<string, number>()
      for (const { gridCode, count } of known) {
        const code = scope.isSharedScreen ? gridCode.slice(0, 12) : gridCode
        counts.set(code, (counts.get(code) ?? 0) + count)
      }
      const codes = [...counts.keys()]
      const show = (found: number) => (scope.isSharedScreen && found > 0 && found < leastShownIncidents ? null : found)
      const shown = codes.map((code) => show(counts.get(code) as number))
      const elsewhere = show(answer.elsewhere)
      return {
        ...answer,
        elsewhere,
        total: elsewhere === null || shown.includes(null) ? null : answer.total,
        level,
        codes,
        counts: shown,
        perThousand: codes.map((code, at) => {
          const people = (edition.grids.get(code) ?? edition.areas.get(code))?.population ?? 0
          const found = shown[at] ?? null
          return found === null || people === 0 ? null : Number(((found * 1000) / people).toFixed(3))
        }),
      }
    },

    async hotSpots(scope, query) {
      const { edition, counts, answer } = await count(scope, query)
      const { coverage } = edition
      const isWanted = areaTest(edition, query.area)
      const places = [...coverage.codes.keys()].filter((at) => {
        const code = coverage.codes[at] as string
        return isWanted(code) && scope.areas.some((area) => code.startsWith(area))
      })
      const placeOf = new Map(places.map((at, place) => [at, place]))
      const adjacency = adjacencyOf(coverage)
      const codes = places.map((at) => coverage.codes[at] as string)
      const numbers = codes.map((code) => counts.get(code) ?? 0)
      const { z, p } = await runInSlices(
        measureHotSpots(
          numbers,
          // What lies out of reach is not known, and neighbours nobody.
          places.map((at) => (adjacency[at] ?? []).flatMap((other) => placeOf.get(other) ?? [])),
        ),
      )
      const shownP = query.correction === 'bh' ? correctForMany(p) : p
      const classes = codes.map((_, place) => classOfHotSpot(z[place] as number, shownP[place] as number))
      const found = [...codes.keys()]
        .filter((place) => classes[place] !== 0)
        .sort((a, b) => ((codes[a] as string) < (codes[b] as string) ? -1 : 1))
      const pick = <Item>(list: ArrayLike<Item>): Item[] => found.map((place) => list[place] as Item)
      return {
        ...answer,
        test: 'getis-ord-gi-star',
        correction: query.correction,
        grids: codes.length,
        limits: [0.1, 0.05, 0.01],
        codes: pick(codes),
        counts: pick(numbers),
        z: pick(z).map((each) => Number(each.toFixed(3))),
        p: pick(shownP).map((each) => Number(each.toPrecision(3))),
        classes: pick(classes),
      }
    },
  }
}

function areaTest(edition: EditionSnapshot, area: string | undefined): (code: string) => boolean {
  if (area === undefined) return () => true
  if (levelOfCode(area) === 'group') return (code) => edition.grids.get(code)?.groupCode === area
  return (code) => code.startsWith(area)
}
