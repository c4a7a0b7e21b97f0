import type { Feature, Point } from 'geojson'
import { z } from 'zod'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { type ListSource, readAllMatches, readerAs, readPage } from '#api/platform/http/list.ts'
import { instantSchema, type ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { describeIncident, describeIncidents } from './describe-incidents.ts'
import { noSuchIncident } from './incident-errors.ts'
import {
  type ContainmentAnswer,
  type Incident,
  type IncidentDetail,
  type IncidentSummary,
  incidentKinds,
  type incidentsQuery,
  rungs,
  type SharedIncident,
  type SharedIncidentDetail,
  severities,
} from './incidents.contract.ts'
import {
  countByRung,
  countIncidents,
  countOpenByWord,
  findIncident,
  type IncidentKeys,
  type IncidentRow,
  listIncidents,
} from './incidents.repo.ts'
import { type IncidentsFilterQuery, readIncidentFilter } from './read-incident-filter.ts'

export type IncidentsQuery = z.infer<typeof incidentsQuery> & Pick<IncidentsFilterQuery, 'ids'>

const cursorKeys: z.ZodType<IncidentKeys> = z.tuple([instantSchema, z.guid()])

/** Throws ApiError: 400 for a foreign cursor, 403 for a shared screen that asks by less than a village, 404 for an unknown id or
 *  area, 422 for more than 20,000 features. What a shared screen gets hides what must not stand there
 *  (`shared-screen.contract.ts`). */
export type IncidentsService = {
  /** One page, newest report first. */
  list(scope: Scope, query: IncidentsQuery): Promise<ScopedListOf<Incident | SharedIncident>>
  /** All matches as point features, whose properties are the item's fields. Made as they are taken. */
  listFeatures(scope: Scope, query: IncidentsQuery): Promise<Iterable<Feature<Point | null>>>
  find(scope: Scope, id: string): Promise<IncidentDetail | SharedIncidentDetail>
  summarize(scope: Scope, area: string | undefined): Promise<IncidentSummary>
  /** Where those were settled that were closed at or after `since`, of all times without it. */
  contain(scope: Scope, query: { area?: string; since?: string }): Promise<ContainmentAnswer>
}

export function createIncidentsService(deps: { database: Database; editions: EditionsService }): IncidentsService {
  const { database } = deps
  async function toSource(
    scope: Scope,
    query: IncidentsQuery,
  ): Promise<ListSource<IncidentRow, IncidentKeys, ScopedHandle>> {
    const filter = await readIncidentFilter(deps, scope, query)
    return {
      count: (handle) => countIncidents(handle, filter),
      read: (handle, page) => listIncidents(handle, filter, page),
    }
  }
  return {
    async list(scope, query) {
      const page = await readPage(readerAs(database, scope), await toSource(scope, query), {
        ...query,
        keys: cursorKeys,
      })
      return {
        ...page,
        items: [...(await describeIncidents(deps, scope, page.items))],
        partial: isCutByScope(scope, query.area ?? database.county),
      }
    },

    async listFeatures(scope, query) {
      return makeFeatures(
        await describeIncidents(
          deps,
          scope,
          await readAllMatches(readerAs(database, scope), await toSource(scope, query)),
        ),
      )
    },

    async find(scope, id) {
      const found = await database.readAs(scope, (handle) => findIncident(handle, id))
      if (!found) throw noSuchIncident()
      if (!scope.isSharedScreen) return describeIncident(deps, found)
      const [item] = [...(await describeIncidents(deps, scope, [found.row]))] as [SharedIncident]
      const timeline = found.timeline.map(({ at, kind, state, rung }) => ({
        ...{ at, kind, state, rung },
        note: null,
        actor: null,
      }))
      return { ...item, timeline }
    },

    async contain(scope, { area, since }) {
      const filter = await readIncidentFilter(deps, scope, { area, state: 'closed', endedSince: since })
      const counts = new Map(
        (await database.readAs(scope, (handle) => countByRung(handle, filter))).map(({ rung, count }) => [rung, count]),
      )
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const given = { ...(since !== undefined && { endedSince: since }), ...(area !== undefined && { area }) }
      return {
        total,
        rungs: rungs.map((rung) => {
          const count = counts.get(rung) ?? 0
          const query = new URLSearchParams({ state: 'closed', rung, ...given }).toString()
          return { rung, count, share: total === 0 ? null : count / total, query }
        }),
        partial: isCutByScope(scope, area ?? database.county),
      }
    },

    async summarize(scope, area) {
      const filter = await readIncidentFilter(deps, scope, { area })
      const counts = await database.readAs(scope, (handle) => countOpenByWord(handle, filter))
      const add = <Word extends string>(words: readonly Word[], wordOf: (count: (typeof counts)[number]) => Word) => {
        const sums = Object.fromEntries(words.map((word) => [word, 0])) as Record<Word, number>
        for (const count of counts) sums[wordOf(count)] += count.count
        return sums
      }
      return {
        open: counts.reduce((sum, { count }) => sum + count, 0),
        byKind: add(incidentKinds, ({ kind }) => kind),
        bySeverity: add(severities, ({ severity }) => severity),
        byRung: add(rungs, ({ rung }) => rung),
        partial: isCutByScope(scope, area ?? database.county),
      }
    },
  }
}

function* makeFeatures(incidents: Iterable<Incident | SharedIncident>): Generator<Feature<Point | null>> {
  for (const { lngLat, ...properties } of incidents)
    yield {
      type: 'Feature',
      id: properties.id,
      geometry: lngLat && { type: 'Point', coordinates: lngLat },
      properties,
    }
}
