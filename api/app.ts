import { randomUUID } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { ApplyGlobalResponse } from 'hono/client'
import { describeRoute, generateSpecs } from 'hono-openapi'
import type { Logger } from 'pino'
import { z } from 'zod'
import { areasRoutes } from './ground/areas/areas.routes.ts'
import type { AreasService } from './ground/areas/areas.service.ts'
import { basemapRoutes } from './ground/basemap/basemap.routes.ts'
import type { BasemapService } from './ground/basemap/basemap.service.ts'
import type { EditionCatalogue } from './ground/editions/edition-catalogue.ts'
import { editionsRoutes } from './ground/editions/editions.routes.ts'
import { gridsRoutes } from './ground/grids/grids.routes.ts'
import type { GridsService } from './ground/grids/grids.service.ts'
import { importsRoutes } from './ground/imports/imports.routes.ts'
import type { ImportsService } from './ground/imports/imports.service.ts'
import { locateRoutes } from './ground/locate/locate.routes.ts'
import type { LocateService } from './ground/locate/locate.service.ts'
import { searchRoutes } from './ground/search/search.routes.ts'
import type { SearchService } from './ground/search/search.service.ts'
import { tilesRoutes } from './ground/tiles/tiles.routes.ts'
import type { TilesService } from './ground/tiles/tiles.service.ts'
import { alarmsRoutes } from './operations/alarms/alarms.routes.ts'
import type { AlarmsService } from './operations/alarms/alarms.service.ts'
import { emergencyRoutes } from './operations/emergency/emergency.routes.ts'
import type { EmergencyService } from './operations/emergency/emergency.service.ts'
import { handoversRoutes } from './operations/handovers/handovers.routes.ts'
import type { HandoversService } from './operations/handovers/handovers.service.ts'
import { incidentExportsRoutes } from './operations/incidents/incident-exports.routes.ts'
import type { IncidentExportsService } from './operations/incidents/incident-exports.service.ts'
import { incidentFiguresRoutes } from './operations/incidents/incident-figures.routes.ts'
import type { IncidentFiguresService } from './operations/incidents/incident-figures.service.ts'
import { incidentPhotosRoutes } from './operations/incidents/incident-photos.routes.ts'
import type { IncidentPhotosService } from './operations/incidents/incident-photos.service.ts'
import { incidentRatesRoutes } from './operations/incidents/incident-rates.routes.ts'
import type { IncidentRatesService } from './operations/incidents/incident-rates.service.ts'
import { incidentReplayRoutes } from './operations/incidents/incident-replay.routes.ts'
import type { IncidentReplayService } from './operations/incidents/incident-replay.service.ts'
import { incidentWorkRoutes } from './operations/incidents/incident-work.routes.ts'
import type { IncidentWorkService } from './operations/incidents/incident-work.service.ts'
import { incidentsRoutes } from './operations/incidents/incidents.routes.ts'
import type { IncidentsService } from './operations/incidents/incidents.service.ts'
import { intakeRoutes } from './operations/intake/intake.routes.ts'
import type { IntakeService } from './operations/intake/intake.service.ts'
import { intakeFilesRoutes } from './operations/intake/intake-files.routes.ts'
import type { IntakeFilesService } from './operations/intake/intake-files.service.ts'
import { myWorkRoutes } from './operations/my-work/my-work.routes.ts'
import type { MyWorkService } from './operations/my-work/my-work.service.ts'
import { patrolsRoutes } from './operations/patrols/patrols.routes.ts'
import type { PatrolsService } from './operations/patrols/patrols.service.ts'
import { referenceRoutes } from './operations/reference/reference.routes.ts'
import type { ReferenceService } from './operations/reference/reference.service.ts'
import { unitsRoutes } from './operations/units/units.routes.ts'
import type { UnitsService } from './operations/units/units.service.ts'
import { incidentWhistlesRoutes, whistlesRoutes } from './operations/whistles/whistles.routes.ts'
import type { WhistlesService } from './operations/whistles/whistles.service.ts'
import { accountsRoutes } from './people/accounts/accounts.routes.ts'
import type { AccountsService } from './people/accounts/accounts.service.ts'
import { rolePoliciesRoutes } from './people/accounts/role-policies.routes.ts'
import type { RolePoliciesService } from './people/accounts/role-policies.service.ts'
import { keysRoutes } from './people/keys/keys.routes.ts'
import type { KeysService } from './people/keys/keys.service.ts'
import { wallsRoutes } from './people/walls/walls.routes.ts'
import type { WallsService } from './people/walls/walls.service.ts'
import type { AccessEnv } from './platform/access/access-env.ts'
import type { Authenticator } from './platform/access/authenticator.ts'
import { describeAccess } from './platform/access/describe-access.ts'
import { createGuard } from './platform/access/guard.ts'
import { type IsSessionSigned, noteRefusals, type Refusal } from './platform/access/note-refusals.ts'
import { noteWrites } from './platform/access/note-writes.ts'
import { sessionRoutes } from './platform/access/session.routes.ts'
import type { SessionsService } from './platform/access/sessions.service.ts'
import type { SignInService } from './platform/access/sign-in.service.ts'
import type { WaysService } from './platform/access/ways/ways.service.ts'
import { auditRoutes } from './platform/audit/audit.routes.ts'
import type { AuditService } from './platform/audit/audit.service.ts'
import { auditExports } from './platform/audit/audit-exports.ts'
import type { AuditTrail } from './platform/audit/audit-trail.ts'
import type { EventHub } from './platform/events/event-hub.ts'
import { eventsRoutes } from './platform/events/events.routes.ts'
import { createMethodFinder } from './platform/http/allowed-methods.ts'
import type { AnswerCache } from './platform/http/answer-cache.ts'
import { apiPageStyle, type OpenApiDocument, renderApiPage } from './platform/http/api-page.ts'
import type { ProxyTrust } from './platform/http/client-address.ts'
import { jsonAnswer } from './platform/http/json-answer.ts'
import { limitBody } from './platform/http/limit-body.ts'
import type { Metrics } from './platform/http/metrics.ts'
import { notFoundPage, notFoundPageStyle, wantsPage } from './platform/http/not-found-page.ts'
import { describeProblems } from './platform/http/openapi.ts'
import { ApiError, type Problem, toProblem } from './platform/http/problem.ts'
import type { limitRate } from './platform/http/rate-limit.ts'
import { refuseCrossSite } from './platform/http/refuse-cross-site.ts'
import { type AppEnv, requestContext, setClientAddress } from './platform/http/request-context.ts'
import { answerHeaders, styledPageHeaders } from './platform/http/security-headers.ts'
import { type StaticFiles, sendStaticFile } from './platform/http/static-files.ts'

/** Everything the routes stand on. Tests pass their own; there is no test mode inside. */
export type Dependencies = {
  version: string
  log: Logger
  metrics: Metrics
  /** Addresses people use, of which the browser speaks as its own site (`ONEGRID_ORIGIN`). */
  origins: readonly string[]
  trustProxy: ProxyTrust | null
  web: StaticFiles
  /** Resolves when the database answers, throws a 503 otherwise. */
  checkDatabase: () => Promise<void>
  /** Six digits. */
  county: string
  authenticator: Authenticator
  /** Told of each request that was turned away. */
  onRefused?: (refusal: Refusal) => void
  isSessionSigned: IsSessionSigned
  /** How long somebody may do nothing before the session ends. */
  idleSeconds: number
  signIn: SignInService
  sessions: SessionsService
  /** Where what happens is recorded, and where it is looked at. */
  audit: AuditTrail
  auditService: AuditService
  ways: WaysService
  /** Left out: everybody may ask as often as they like. */
  limiter?: ReturnType<typeof limitRate>
  editions: EditionCatalogue
  areas: AreasService
  grids: GridsService
  search: SearchService
  locate: LocateService
  tiles: TilesService
  basemap: BasemapService
  incidents: IncidentsService
  incidentWork: IncidentWorkService
  /** Of what is counted over all incidents, for all consoles together. */
  answerCache: AnswerCache
  incidentFigures: IncidentFiguresService
  incidentRates: IncidentRatesService
  incidentReplay: IncidentReplayService
  alarms: AlarmsService
  myWork: MyWorkService
  handovers: HandoversService
  incidentExports: IncidentExportsService
  incidentPhotos: IncidentPhotosService
  intake: IntakeService
  whistles: WhistlesService
  intakeFiles: IntakeFilesService
  events: EventHub
  units: UnitsService
  patrols: PatrolsService
  emergency: EmergencyService
  imports: ImportsService
  reference: ReferenceService
  accounts: AccountsService
  rolePolicies: RolePoliciesService
  keys: KeysService
  walls: WallsService
}

const apiInfo = (version: string) => ({
  title: 'OneGrid 一张网 API',
  version,
  description: '县域网格治理一张图的接口。/ The interface of the map console for the grid governance of a county.',
})

const healthAnswer = z.object({ status: z.literal('ok'), version: z.string() })
const readyAnswer = z.object({ status: z.literal('ready') })
const describeHealth = (summary: string, answer: z.ZodType) =>
  describeRoute({
    tags: ['operation'],
    summary,
    responses: { 200: jsonAnswer(summary, answer) },
  })

const describeMetrics = describeRoute({
  tags: ['operation'],
  summary: '运行指标 / Metrics for Prometheus',
  responses: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: { type: 'string' } } } } },
})

/** Addresses of the one page, which sees by them what to show. */
const pages: ReadonlySet<string> = new Set(['/', '/wall'])

/** Everything in the console waits for this answer: it is asked for beside the scripts, not after them. In a header, because the
 *  page of a wall is the same file, and must not ask who has signed in. */
const sessionLink = '</api/session>; rel=preload; as=fetch; crossorigin'
/** And the map for this one; without a session nobody is answered. */
const editionLink = '</api/editions/current>; rel=preload; as=fetch; crossorigin'

/** What the console needs, for a `Link` header: the build lists it (list-console-links.ts). */
function readConsoleLinks(web: StaticFiles): string[] {
  const file = web.find('/console-links.json')
  return file ? (JSON.parse(Buffer.from(file.body).toString('utf8')) as string[]) : []
}

/** What a browser is told to load early. As far as the names of its cookies tell: the console's code where somebody has signed
 *  in before. Pure. */
function linksFor(cookie: string | undefined, consoleLinks: readonly string[]): string {
  const names = (cookie ?? '').split(';').map((pair) => pair.split('=', 1)[0] ?? '')
  const links = [sessionLink]
  if (names.some((name) => name.endsWith('onegrid.session_token'))) links.push(editionLink)
  if (names.some((name) => name.includes('onegrid'))) links.push(...consoleLinks)
  return links.join(', ')
}

const noSuchRoute = new ApiError(404, 'route_not_found', {
  zh: '没有这个地址，请核对后再试；接口列表见 /api/docs。',
  en: 'There is nothing at this address; the routes are listed at /api/docs.',
})
const wrongMethod = (methods: string[]) =>
  new ApiError(405, 'method_not_allowed', {
    zh: `这个地址只接受 ${methods.join('、')}。`,
    en: `This address takes ${methods.join(', ')} only.`,
  })

const docsHeaders = styledPageHeaders(apiPageStyle)
const notFoundHeaders = { ...styledPageHeaders(notFoundPageStyle), 'Cache-Control': 'no-store' }
const pass: MiddlewareHandler = (_, next) => next()

/** Routes under /api. Chained, so that the client gets their types. */
const createApi = (deps: Dependencies, guard: MiddlewareHandler<AccessEnv>, tell: MiddlewareHandler<AccessEnv>) =>
  new Hono<AccessEnv>()
    .use(requestContext(deps.log, deps.metrics, deps.trustProxy))
    .use(tell)
    .use(refuseCrossSite(deps.origins))
    .use(limitBody)
    // Whoever watches the process asks as often as he likes: it is not even counted.
    .get('/healthz', describeHealth('进程在运行 / The process is alive', healthAnswer), (c) =>
      c.json({ status: 'ok' as const, version: deps.version }),
    )
    .use(deps.limiter?.beforeGuard ?? pass)
    .use(guard)
    .use(deps.limiter?.behindGuard ?? pass)
    .use(noteWrites(deps.sessions))
    .use(auditExports(deps.audit))
    .get(
      '/readyz',
      describeHealth('数据库有应答，否则 503 / The database answers, else 503', readyAnswer),
      async (c) => {
        await deps.checkDatabase()
        return c.json({ status: 'ready' as const })
      },
    )
    .route('/session', sessionRoutes(deps))
    .route('/editions', editionsRoutes(deps.editions))
    .route('/areas', areasRoutes(deps.areas))
    .route('/grids', gridsRoutes(deps.grids))
    .route('/search', searchRoutes(deps.search))
    .route('/locate', locateRoutes(deps.locate))
    // Before what reads one by its id, and the exports first of all: a system may be called as a step is.
    .route('/incidents', incidentExportsRoutes(deps.incidentExports, deps.incidents))
    .route('/incidents', incidentWorkRoutes(deps.incidentWork))
    .route('/incidents', incidentFiguresRoutes(deps.incidentFigures, deps.answerCache))
    .route('/incidents', incidentRatesRoutes(deps.incidentRates, deps.answerCache))
    .route('/incidents', incidentReplayRoutes(deps.incidentReplay))
    .route('/incidents', incidentPhotosRoutes(deps.incidentPhotos))
    .route('/incidents', incidentWhistlesRoutes(deps.whistles))
    .route('/incidents', incidentsRoutes(deps.incidents))
    .route('/intake', intakeRoutes(deps.intake))
    .route('/whistles', whistlesRoutes(deps.whistles))
    .route('/intake/files', intakeFilesRoutes(deps.intakeFiles))
    .route('/events', eventsRoutes(deps.events, deps.authenticator))
    .route('/alarms', alarmsRoutes(deps.alarms))
    .route('/my-work', myWorkRoutes(deps.myWork))
    .route('/handovers', handoversRoutes(deps.handovers))
    .route('/units', unitsRoutes(deps.units))
    .route('/patrols', patrolsRoutes(deps.patrols))
    .route('/emergency', emergencyRoutes(deps.emergency))
    .route('/imports', importsRoutes(deps.imports))
    .route('/audit', auditRoutes(deps.auditService))
    .route('/accounts', accountsRoutes(deps.accounts))
    .route('/role-policies', rolePoliciesRoutes(deps.rolePolicies))
    .route('/reference', referenceRoutes(deps.reference))
    .route('/keys', keysRoutes(deps.keys))
    .route('/walls', wallsRoutes(deps.walls, deps.origins))

/** The whole application: tiles and static files bare, the API with ids, logs and one error shape. */
export function createApp(deps: Dependencies) {
  const { authenticator, onRefused, isSessionSigned } = deps
  const guard = createGuard(authenticator)
  const tell = onRefused ? noteRefusals(onRefused, isSessionSigned) : pass
  /** What has no context of the API asks who it is all the same, and as many wrong tries of one address are looked at. */
  const door: MiddlewareHandler<AccessEnv>[] = [
    (c, next) => {
      setClientAddress(c as unknown as Context<AppEnv>, deps.trustProxy)
      return next()
    },
    tell,
    deps.limiter?.beforeGuard ?? pass,
    guard,
  ]
  const app = new Hono<AccessEnv>()
    .use('/:kind{tiles|basemap|terrain}/*', ...door)
    .use('/metrics', ...door)
    .route('/', tilesRoutes(deps.tiles, deps.metrics))
    .route('/', basemapRoutes(deps.basemap, deps.metrics))
    .route('/api', createApi(deps, guard, tell))

  let document: OpenApiDocument | undefined
  const describe = async () => {
    if (!document) {
      const made = (await generateSpecs(app, { documentation: { info: apiInfo(deps.version) } })) as OpenApiDocument
      describeProblems(made)
      describeAccess(made)
      document = made
    }
    return document
  }
  app.get('/api/openapi.json', async (c) => c.json(await describe(), 200, answerHeaders))
  app.get('/api/docs', async (c) => c.html(renderApiPage(await describe()), 200, docsHeaders))
  app.get('/metrics', describeMetrics, async (c) =>
    c.body(await deps.metrics.registry.metrics(), 200, {
      ...answerHeaders,
      'Content-Type': deps.metrics.registry.contentType,
    }),
  )
  const consoleLinks = readConsoleLinks(deps.web)
  app.get('*', async (c, next) => {
    const file = deps.web.find(pages.has(c.req.path) ? '/index.html' : c.req.path)
    if (!file) return next()
    const response = sendStaticFile(c, file)
    if (c.req.path === '/') response.headers.set('Link', linksFor(c.req.header('cookie'), consoleLinks))
    return response
  })
  let findMethods: ((path: string) => string[]) | undefined
  app.notFound((c) => {
    if (c.get('requestId') === undefined) c.set('requestId', randomUUID())
    findMethods ??= createMethodFinder(app.routes)
    const methods = findMethods(c.req.path)
    if (methods.length > 0 && !methods.includes(c.req.method)) {
      c.header('Allow', methods.join(', '))
      return toProblem(wrongMethod(methods), c)
    }
    c.header('Vary', 'Accept')
    if (wantsPage(c.req.method, c.req.path, c.req.header('accept'))) return c.html(notFoundPage, 404, notFoundHeaders)
    return toProblem(noSuchRoute, c)
  })
  app.onError((error, c) => {
    // Tiles and static files have no id and no log line; a failure of theirs gets both here.
    if (c.get('requestId') === undefined) {
      c.set('requestId', randomUUID())
      if (!(error instanceof ApiError) || error.status >= 500)
        deps.log.error({ requestId: c.get('requestId'), path: c.req.path, err: error }, 'request failed')
    }
    return toProblem(error, c)
  })
  return app
}

type ProblemResponses = Record<400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503, { json: Problem }>
/** What the typed client is made from: the routes with the error shape in each. */
export type AppType = ApplyGlobalResponse<ReturnType<typeof createApp>, ProblemResponses>
