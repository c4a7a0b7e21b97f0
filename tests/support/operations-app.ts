import { Hono } from 'hono'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { emergencyRoutes } from '#api/operations/emergency/emergency.routes.ts'
import { createEmergencyService } from '#api/operations/emergency/emergency.service.ts'
import { incidentFiguresRoutes } from '#api/operations/incidents/incident-figures.routes.ts'
import { createIncidentFiguresService } from '#api/operations/incidents/incident-figures.service.ts'
import { incidentRatesRoutes } from '#api/operations/incidents/incident-rates.routes.ts'
import { createIncidentRatesService } from '#api/operations/incidents/incident-rates.service.ts'
import { incidentsRoutes } from '#api/operations/incidents/incidents.routes.ts'
import { createIncidentsService } from '#api/operations/incidents/incidents.service.ts'
import { patrolsRoutes } from '#api/operations/patrols/patrols.routes.ts'
import { createPatrolsService } from '#api/operations/patrols/patrols.service.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import type { Database } from '#api/platform/db/client.ts'
import { createAnswerCache } from '#api/platform/http/answer-cache.ts'
import { limitBody } from '#api/platform/http/limit-body.ts'
import { toProblem } from '#api/platform/http/problem.ts'
import { openLoadedCounty } from './database.ts'
import { demoNow } from './load-county.ts'
import { everybody, guardFor } from './principals.ts'

/** Tests change what no event tells of: nothing is answered twice, and nobody waits for a turn. */
function answerAnew() {
  let asked = 0
  return createAnswerCache({ readStamp: async () => String(asked++), wait: async () => undefined })
}

/** The operations' routes over a database, with the guard and the error shape of the product; asked by who may see all of
 *  the county unless somebody else is named. */
export const createOperationsApp = (
  deps: { database: Database; editions: EditionsService; now?: () => number },
  principal: Principal = everybody,
) =>
  new Hono<AccessEnv>()
    .use(limitBody)
    .use(guardFor(principal))
    .route('/api/incidents', incidentFiguresRoutes(createIncidentFiguresService(deps), answerAnew()))
    .route('/api/incidents', incidentRatesRoutes(createIncidentRatesService(deps), answerAnew()))
    .route('/api/incidents', incidentsRoutes(createIncidentsService(deps)))
    .route('/api/patrols', patrolsRoutes(createPatrolsService(deps)))
    .route('/api/emergency', emergencyRoutes(createEmergencyService(deps)))
    .onError(toProblem)

/** Huize with demonstration operations, in a database of the calling file's own. What asks for the last days asks as on the
 *  day the operations are of: the tests hold on any other day as well. */
export async function openCountyWithDemo() {
  const { database, editions } = await openLoadedCounty('demo')
  const now = () => demoNow.getTime()
  const app = createOperationsApp({ database, editions, now })
  /** GETs a path: status and JSON. */
  async function ask<Body>(path: string, accept = 'application/json'): Promise<{ status: number; body: Body }> {
    const response = await app.request(path, { headers: { accept } })
    return { status: response.status, body: (await response.json()) as Body }
  }
  return { database, editions, now, app, ask }
}
