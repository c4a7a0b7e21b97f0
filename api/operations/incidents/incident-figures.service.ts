import type { z } from 'zod'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { findCurrent } from '#api/ground/editions/resolve-area.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type {
  breakdownQuery,
  figuresQuery,
  IncidentBreakdown,
  IncidentFigures,
  IncidentTrend,
} from './incident-figures.contract.ts'
import { countStanding, listBreakdown, listTrend, measureSteps } from './incident-figures.repo.ts'
import type { IncidentFilter } from './incidents.repo.ts'
import { readIncidentFilter } from './read-incident-filter.ts'
import { chinaOffsetMs, dayMs, startOfDay } from './start-of-day.ts'

type FiguresQuery = z.infer<typeof figuresQuery>

/** Figures about incidents, each with the list it counts. Throws ApiError 404 for an area nobody knows. */
export type IncidentFiguresService = {
  figures(scope: Scope, query: FiguresQuery): Promise<IncidentFigures>
  trend(scope: Scope, query: FiguresQuery): Promise<IncidentTrend>
  breakdown(scope: Scope, query: z.infer<typeof breakdownQuery>): Promise<IncidentBreakdown>
}

export function createIncidentFiguresService(deps: {
  database: Database
  editions: EditionsService
  now?: () => number
}): IncidentFiguresService {
  const { database, editions, now = Date.now } = deps
  async function read(scope: Scope, { days, ...query }: FiguresQuery) {
    const from = startOfDay(now(), days)
    const filter: IncidentFilter = { ...(await readIncidentFilter(deps, scope, query)), from }
    return { from, filter, partial: isCutByScope(scope, query.area ?? database.county) }
  }
  return {
    async figures(scope, query) {
      const { from, filter, partial } = await read(scope, query)
      const [standing, steps] = await database.readAs(scope, (handle) =>
        Promise.all([countStanding(handle, { ...filter, from: undefined }), measureSteps(handle, filter)]),
      )
      const since = `from=${encodeURIComponent(from)}`
      return {
        from,
        open: { count: standing.open, list: 'state=open' },
        overdue: { count: standing.overdue, list: 'overdue=true' },
        reported: { count: steps.reported, list: since },
        foundToReported: { ...steps.found, list: since },
        reportedToActed: { ...steps.acted, list: `${since}&acted=true` },
        reportedToClosed: { ...steps.closed, list: `${since}&state=closed` },
        partial,
      }
    },

    async trend(scope, query) {
      const { from, filter, partial } = await read(scope, query)
      const rows = await database.readAs(scope, (handle) => listTrend(handle, filter, from))
      const found = new Map(rows.map((row) => [row.day, row]))
      // A day on which nothing happened is a day as well.
      const items = Array.from({ length: query.days }, (_, index) => {
        const day = new Date(Date.parse(from) + chinaOffsetMs + index * dayMs).toISOString().slice(0, 10)
        return found.get(day) ?? { day, reported: 0, ended: 0 }
      })
      return { items, partial }
    },

    async breakdown(scope, { by, ...query }) {
      const { filter, partial } = await read(scope, query)
      const rows = await database.readAs(scope, (handle) => listBreakdown(handle, filter, by))
      const areas = (await findCurrent(editions))?.areas
      return { items: rows.map((row) => ({ ...row, name: areas?.get(row.key)?.name ?? null })), partial }
    },
  }
}
