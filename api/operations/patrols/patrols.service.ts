import type { Feature, LineString } from 'geojson'
import { z } from 'zod'
import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { resolveArea } from '#api/ground/editions/resolve-area.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { type ListSource, readAllMatches, readerAs, readPage } from '#api/platform/http/list.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { instantSchema, type ScopedListOf } from '#api/platform/http/shared.contract.ts'
import type { Patrol, patrolsQuery, SharedPatrol } from './patrols.contract.ts'
import {
  countPatrols,
  findPatrol,
  listPatrols,
  type PatrolFilter,
  type PatrolKeys,
  type PatrolRow,
} from './patrols.repo.ts'

export type PatrolsQuery = z.infer<typeof patrolsQuery>

const cursorKeys: z.ZodType<PatrolKeys> = z.tuple([instantSchema, z.guid()])

/** Throws ApiError: 400 for a foreign cursor, 404 for an unknown id or area, 422 for more than 20,000 features.
 *  What a shared screen gets hides what must not stand there (`shared-screen.contract.ts`). */
export type PatrolsService = {
  /** One page, latest planned start first. */
  list(scope: Scope, query: PatrolsQuery): Promise<ScopedListOf<Patrol | SharedPatrol>>
  /** All matches as lines, whose properties are the item's fields, the stops among them. Made as they are taken. */
  listFeatures(scope: Scope, query: PatrolsQuery): Promise<Iterable<Feature<LineString>>>
  find(scope: Scope, id: string): Promise<Patrol | SharedPatrol>
}

export function createPatrolsService(deps: { database: Database; editions: EditionsService }): PatrolsService {
  const { database } = deps
  async function toSource(scope: Scope, query: PatrolsQuery): Promise<ListSource<PatrolRow, PatrolKeys, ScopedHandle>> {
    const filter: PatrolFilter = {
      states: query.state?.split(',') as Patrol['state'][] | undefined,
      area: query.area,
      since: query.since,
      edition: await resolveArea(deps, scope, query.area, (handle, edition) =>
        countPatrols(handle, { area: query.area, edition }),
      ),
    }
    return {
      count: (handle) => countPatrols(handle, filter),
      read: (handle, page) => listPatrols(handle, filter, page),
    }
  }
  const describe = async (scope: Scope, rows: readonly PatrolRow[]) => [...(await describeOneByOne(scope, rows))]
  async function describeOneByOne(
    { isSharedScreen }: Scope,
    rows: readonly PatrolRow[],
  ): Promise<Iterable<Patrol | SharedPatrol>> {
    if (rows.length === 0) return []
    const namesOf = await readAreaNames(
      deps,
      rows.flatMap(({ stops }) => stops.map(({ gridCode }) => gridCode)),
    )
    return (function* () {
      for (const row of rows) {
        const { villageName, townshipName } = namesOf(row.villageCode)
        const stops = row.stops.map((stop) => ({ ...stop, gridName: namesOf(stop.gridCode).gridName }))
        const patrol: Patrol = { ...row, villageName, townshipName, stops }
        yield isSharedScreen ? { ...patrol, name: null, hidden: true } : patrol
      }
    })()
  }

  return {
    async list(scope, query) {
      const page = await readPage(readerAs(database, scope), await toSource(scope, query), {
        ...query,
        keys: cursorKeys,
      })
      return {
        ...page,
        items: await describe(scope, page.items),
        partial: isCutByScope(scope, query.area ?? database.county),
      }
    },

    async listFeatures(scope, query) {
      return makeFeatures(
        await describeOneByOne(scope, await readAllMatches(readerAs(database, scope), await toSource(scope, query))),
      )
    },

    async find(scope, id) {
      const row = await database.readAs(scope, (handle) => findPatrol(handle, id))
      if (!row)
        throw new ApiError(404, 'not_found', {
          zh: '没有这次巡查，可能已被清除；请回到列表刷新。',
          en: 'There is no such patrol; it may have been removed. Go back to the list and refresh.',
        })
      const [item] = await describe(scope, [row])
      return item as Patrol | SharedPatrol
    },
  }
}

function* makeFeatures(patrols: Iterable<Patrol | SharedPatrol>): Generator<Feature<LineString>> {
  for (const { line, ...properties } of patrols)
    yield { type: 'Feature', id: properties.id, geometry: { type: 'LineString', coordinates: line }, properties }
}
