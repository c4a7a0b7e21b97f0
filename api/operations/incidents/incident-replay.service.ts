import type { z } from 'zod'
import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { findCurrent } from '#api/ground/editions/resolve-area.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import { longestReplayMs, type ReplayAnswer, type replayQuery, replayStepMs } from './incident-replay.contract.ts'
import { countQuarters, listLaterWords, listLines, listReplayed, type Span } from './incident-replay.repo.ts'
import { readIncidentFilter } from './read-incident-filter.ts'
import { followBack } from './replay-history.ts'

/** Of what one answer holds: some megabytes, which a browser steps through without a pause. */
const mostIncidents = 5_000
const mostLines = 20_000

/** What stood at any instant of a past time, out of the histories, which are never changed. One who looks back sees what he may
 *  see today. Throws ApiError: 400 for a time that is none, is longer than a day or has not come yet, 404 for an area nobody
 *  knows. */
export type IncidentReplayService = {
  replay(scope: Scope, query: z.infer<typeof replayQuery>): Promise<ReplayAnswer>
}

function readSpan(from: string, to: string, nowMs: number): Span {
  const [fromMs, toMs] = [Date.parse(from), Math.min(Date.parse(to), nowMs)]
  if (fromMs >= nowMs)
    throw invalidField('from', { zh: '只能回看过去的时间。', en: 'Only what is past can be looked back at.' })
  if (Date.parse(to) <= fromMs)
    throw invalidField('to', { zh: '结束时间应晚于开始时间。', en: 'The end must be later than the beginning.' })
  if (toMs - fromMs > longestReplayMs)
    throw invalidField('to', { zh: '一次最多回看 24 小时。', en: 'One looks back at 24 hours at a time at most.' })
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}

export function createIncidentReplayService(deps: {
  database: Database
  editions: EditionsService
  now?: () => number
  limits?: { incidents: number; lines: number }
}): IncidentReplayService {
  const { database, editions, now = Date.now } = deps
  const { incidents: incidentLimit, lines: lineLimit } = deps.limits ?? { incidents: mostIncidents, lines: mostLines }
  return {
    async replay(scope, { from, to, ...query }) {
      const span = readSpan(from, to, now())
      const filter = await readIncidentFilter(deps, scope, query)
      const edition = await findCurrent(editions)
      const read = await database.readAs(scope, async (handle) => {
        const found = await listReplayed(handle, filter, span, incidentLimit + 1)
        const rows = found.slice(0, incidentLimit)
        const ids = rows.map(({ id }) => id)
        const allLines = await listLines(handle, ids, span, lineLimit + 1)
        const lines = allLines.slice(0, lineLimit)
        const cutAt = allLines.length > lineLimit ? lines.at(-1) : undefined
        const later = await listLaterWords(handle, ids, cutAt?.keyAt ?? span.to, lineLimit)
        const quarters = await countQuarters(handle, filter, span)
        return { rows, lines, later: later.reverse(), quarters, cutAt, isCut: found.length > incidentLimit }
      })
      const { starts, changes } = followBack(
        read.rows,
        read.lines,
        read.later,
        (code) => edition?.grids.get(code)?.seat,
      )
      const namesOf =
        read.rows.length === 0
          ? undefined
          : await readAreaNames(
              deps,
              read.rows.map(({ gridCode }) => gridCode),
            )
      const counts = new Map(read.quarters.map(({ quarter, reported, steps }) => [quarter, { reported, steps }]))
      const spanMs = Date.parse(span.to) - Date.parse(span.from)
      return {
        ...span,
        until: read.cutAt?.at ?? span.to,
        items: read.rows.map(({ id, number, kind, type, title, reportedAt, gridCode }) => ({
          ...{ id, number, kind, type, title, reportedAt },
          ...(namesOf?.(gridCode) ?? { gridName: gridCode, villageName: '', townshipName: '' }),
          start: starts.get(id) ?? null,
        })),
        changes,
        quarters: Array.from(
          { length: Math.ceil(spanMs / replayStepMs) },
          (_, quarter) => counts.get(quarter) ?? { reported: 0, steps: 0 },
        ),
        truncated: read.isCut || read.cutAt !== undefined,
        partial: isCutByScope(scope, query.area ?? database.county),
      }
    },
  }
}
