import { isIPv6 } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { isLoopback, photosFolderOf } from './config.ts'
import { createAreasService } from './ground/areas/areas.service.ts'
import { createBasemapService } from './ground/basemap/basemap.service.ts'
import { createTerrainReader } from './ground/basemap/terrain-reader.ts'
import { createEditionCatalogue } from './ground/editions/edition-catalogue.ts'
import { createEditionsService } from './ground/editions/editions.service.ts'
import { findCurrent } from './ground/editions/resolve-area.ts'
import { createGridsService } from './ground/grids/grids.service.ts'
import type { DatabasePlace } from './ground/imports/import-thread.ts'
import { createImportsService, type ImportLimits, importLimits } from './ground/imports/imports.service.ts'
import { createLocateService } from './ground/locate/locate.service.ts'
import { createSearchService } from './ground/search/search.service.ts'
import { createKnownTileSender } from './ground/tiles/send-known-tile.ts'
import { createTilesService } from './ground/tiles/tiles.service.ts'
import { createAlarmsService } from './operations/alarms/alarms.service.ts'
import { createEmergencyService } from './operations/emergency/emergency.service.ts'
import { createHandoversService } from './operations/handovers/handovers.service.ts'
import { keepEscalating } from './operations/incidents/escalate-overdue.ts'
import { createDeadlines } from './operations/incidents/incident-deadlines.ts'
import { createIncidentExportsService } from './operations/incidents/incident-exports.service.ts'
import { createIncidentFiguresService } from './operations/incidents/incident-figures.service.ts'
import { incidentPartiesRepo } from './operations/incidents/incident-parties.repo.ts'
import { createIncidentPartiesService } from './operations/incidents/incident-parties.service.ts'
import { createIncidentPhotosService } from './operations/incidents/incident-photos.service.ts'
import { createIncidentRatesService } from './operations/incidents/incident-rates.service.ts'
import { createIncidentReplayService } from './operations/incidents/incident-replay.service.ts'
import { createIncidentWorkService } from './operations/incidents/incident-work.service.ts'
import { createIncidentsService } from './operations/incidents/incidents.service.ts'
import { createPhotoStore } from './operations/incidents/photo-store.ts'
import { removeOldRequestKeys } from './operations/incidents/request-keys.repo.ts'
import { keepSweepingPhotos } from './operations/incidents/sweep-photos.ts'
import { createWordRules } from './operations/incidents/word-rules.ts'
import { createIntakeService } from './operations/intake/intake.service.ts'
import { createIntakeFilesService } from './operations/intake/intake-files.service.ts'
import { createMyWorkService } from './operations/my-work/my-work.service.ts'
import { createPatrolsService } from './operations/patrols/patrols.service.ts'
import { createReferenceService } from './operations/reference/reference.service.ts'
import { createUnitsService } from './operations/units/units.service.ts'
import { keepTellingOverdue } from './operations/whistles/watch-whistles.ts'
import { createWhistlesService } from './operations/whistles/whistles.service.ts'
import { createAccountsService } from './people/accounts/accounts.service.ts'
import { createRolePoliciesService } from './people/accounts/role-policies.service.ts'
import { contactsRepo } from './people/contacts/contacts.repo.ts'
import { createKeyCheck } from './people/keys/key-check.ts'
import { createKeysService } from './people/keys/keys.service.ts'
import { keepRemovingExpired } from './people/persons/remove-expired-persons.ts'
import { createWallCheck } from './people/walls/wall-check.ts'
import { createWallsService } from './people/walls/walls.service.ts'
import type { Authenticator } from './platform/access/authenticator.ts'
import { type AccessSettings, createAccess } from './platform/access/create-access.ts'
import { isAllowedSomewhere } from './platform/access/principal.ts'
import { createAuditService } from './platform/audit/audit.service.ts'
import { createAuditTrail } from './platform/audit/create-audit-trail.ts'
import { type DigestSetting, plainDigest } from './platform/audit/digest.ts'
import { createRefusedAttempts } from './platform/audit/refused-attempts.ts'
import { createSealer } from './platform/audit/sealer.ts'
import type { SyslogAddress } from './platform/audit/syslog-connection.ts'
import { createSyslogSender } from './platform/audit/syslog-sender.ts'
import type { Database } from './platform/db/client.ts'
import { createEventHub, type EventLimits } from './platform/events/event-hub.ts'
import { readBounds } from './platform/events/events.repo.ts'
import { keepRemovingOldEvents } from './platform/events/remove-old-events.ts'
import { createAnswerCache } from './platform/http/answer-cache.ts'
import { createAttempts } from './platform/http/attempts.ts'
import { isForwardedHttps, type ProxyTrust } from './platform/http/client-address.ts'
import { guardBody, hasBody, longestBodyMs } from './platform/http/guard-body.ts'
import { type KeyPairPaths, readKeyPair, watchKeyPair } from './platform/http/key-pair.ts'
import { isStreamed } from './platform/http/limit-body.ts'
import { createMetrics } from './platform/http/metrics.ts'
import { type AnyRequest, type ConnectionLimits, openListener } from './platform/http/open-listener.ts'
import { defaultRateLimits, limitRate, type RateLimits } from './platform/http/rate-limit.ts'
import { createRequestRate } from './platform/http/request-rate.ts'
import { strictTransport } from './platform/http/security-headers.ts'
import { loadStaticFiles } from './platform/http/static-files.ts'
import { createHostCheck, listHosts } from './platform/http/trusted-host.ts'
import { keepDoing } from './platform/process/keep-doing.ts'
import { uploadRoot } from './platform/uploads/upload-folder.ts'

export type ServerOptions = {
  database: Database
  /** How a thread of its own reaches the same database. */
  place: DatabasePlace
  host: string
  port: number
  /** Folder of the photos, which all copies share. Left out: `photos` in the data folder. */
  photosFolder?: string
  /** Folder of the built web. */
  webFolder: string
  version: string
  log: Logger
  /** Left out: by the sessions, keys and walls in the database. */
  authenticator?: Authenticator
  /** What is left out is as `accessDefaults` says. */
  access?: Partial<AccessSettings>
  /** Left out: those of the product. Null: none. */
  rateLimits?: RateLimits | null
  /** Of the audit trail. Left out: SHA-256. */
  digest?: DigestSetting
  /** Where the rows of the audit trail are sent as well. */
  syslog?: SyslogAddress
  /** Left out: nothing a request says of where it comes from is believed. */
  trustProxy?: ProxyTrust | null
  /** What people type to get here, beside the names of this machine. */
  origins?: readonly string[]
  /** Left out: no TLS here. */
  tls?: KeyPairPaths | null
  /** Left out: those of the product. */
  importLimits?: ImportLimits
  eventLimits?: EventLimits
  connectionLimits?: Partial<ConnectionLimits> & { bodyMs?: number; renewalCheckMs?: number }
}

/** Makes the services over one database and gives the application, and what sends a tile without it; what tests and the
 *  server share. `close` ends what runs behind the requests. */
export async function wireApp(options: Omit<ServerOptions, 'host' | 'port'>) {
  const { database, place, log, digest = plainDigest } = options
  const syslog = options.syslog && createSyslogSender({ database, address: options.syslog, log })
  const sealer = createSealer({ database, digest, log, onSealed: syslog?.wake })
  const { county } = database
  const audit = createAuditTrail({ database, digest, onRecorded: sealer.wake })
  const refused = createRefusedAttempts({ audit, log })
  const expiring = keepRemovingExpired({
    database,
    audit,
    repos: { contacts: contactsRepo, incident_parties: incidentPartiesRepo },
    log,
  })
  const events = createEventHub({ database, log, limits: options.eventLimits })
  const oldEvents = keepRemovingOldEvents({ database, log })
  const editions = createEditionsService({ database })
  const readStamp = async () =>
    `${(await findCurrent(editions))?.number ?? 0}.${(await database.read(readBounds)).head}`
  const terrain = createTerrainReader(database)
  const metrics = createMetrics()
  const tiles = createTilesService({ database })
  const basemap = createBasemapService({ database })
  const imports = createImportsService({
    database,
    place,
    audit,
    digest,
    log,
    onEnd: (state) => metrics.imports.inc({ state }),
    limits: options.importLimits,
  })
  await imports.recover()
  const reference = await createReferenceService({ database, audit, log })
  const access = await createAccess({
    database,
    audit,
    log,
    settings: options.access,
    keyCheck: createKeyCheck({ database, county }),
    wallCheck: createWallCheck({ database, county }),
    authenticator: options.authenticator,
  })
  const { authenticator, idleSeconds } = access
  const deadlines = createDeadlines({ reference })
  const wordRules = createWordRules({ reference })
  const loadRules = async () => ({ ...deadlines, ...wordRules, hasDepartment: reference.hasDepartment })
  const whistles = createWhistlesService({ database, editions, audit, currentLists: reference.current })
  const { endWith: endWhistles } = whistles
  const incidentWork = createIncidentWorkService({ database, editions, audit, loadRules, endWhistles })
  const incidents = createIncidentsService({ database, editions })
  const parties = createIncidentPartiesService({ database, audit })
  const intakeFiles = createIntakeFilesService({
    ...{ database, editions, audit, reference, parties, log },
    work: incidentWork,
    uploadRoot: uploadRoot(database.kind, place.dataFolder),
  })
  await intakeFiles.recover()
  const ladder = keepEscalating({ database, audit, work: incidentWork, deadlines, log })
  const overdue = keepTellingOverdue({ database, whistles, log })
  const forget = () => authenticator.forget()
  const photoStore = createPhotoStore(options.photosFolder ?? photosFolderOf(place.dataFolder), county)
  const oldKeys = keepDoing(() => database.write(removeOldRequestKeys), {
    everyMs: 3_600_000,
    log,
    failure: 'old request keys could not be removed',
  })
  const photoSweep = keepSweepingPhotos({ database, store: photoStore, log })
  const rate = createRequestRate({ database })
  const { rateLimits = defaultRateLimits } = options
  const app = createApp({
    version: options.version,
    log,
    metrics,
    origins: options.origins ?? [],
    trustProxy: options.trustProxy ?? null,
    web: await loadStaticFiles(options.webFolder),
    checkDatabase: () => database.ping(),
    county,
    ...access,
    onRefused: refused.onRefused,
    audit,
    auditService: createAuditService({ database, audit }),
    ...(rateLimits && { limiter: limitRate({ rate, limits: rateLimits, authenticator }) }),
    editions: createEditionCatalogue({ editions, database }),
    areas: createAreasService({ editions }),
    grids: createGridsService({ editions }),
    search: createSearchService({ database, editions }),
    locate: createLocateService({ editions, terrain }),
    tiles,
    basemap,
    events,
    incidents,
    intakeFiles,
    intake: createIntakeService({ database, editions, audit, reference, work: incidentWork, incidents, parties }),
    incidentWork,
    alarms: createAlarmsService({ database, editions, audit }),
    myWork: createMyWorkService({ database, editions }),
    handovers: createHandoversService({ database, editions, audit }),
    answerCache: createAnswerCache({ readStamp }),
    incidentFigures: createIncidentFiguresService({ database, editions }),
    incidentRates: createIncidentRatesService({ database, editions }),
    incidentReplay: createIncidentReplayService({ database, editions }),
    incidentExports: createIncidentExportsService({ database, editions, audit, reference }),
    incidentPhotos: createIncidentPhotosService({
      database,
      editions,
      audit,
      store: photoStore,
      uploadRoot: uploadRoot(database.kind, place.dataFolder),
    }),
    whistles,
    units: createUnitsService({ database, editions, audit }),
    patrols: createPatrolsService({ database, editions }),
    emergency: createEmergencyService({ database, editions }),
    imports,
    reference,
    accounts: createAccountsService({
      ...{ database, editions, audit, idleSeconds, hasDepartment: reference.hasDepartment },
      onChange: forget,
    }),
    rolePolicies: createRolePoliciesService({ database, audit, onChange: forget }),
    keys: createKeysService({ database, editions, audit, onRevoked: forget }),
    walls: createWallsService({ database, editions, audit, attempts: createAttempts({ database }), onRevoked: forget }),
  })
  const sendKnownTile = createKnownTileSender(
    { edition: tiles, basemap: basemap.tiles, terrain: basemap.terrain },
    metrics,
  )
  const close = async () => {
    // First: who listens goes to another process at once.
    await events.close()
    await oldEvents.close()
    await imports.close()
    await intakeFiles.close()
    await ladder.close()
    await photoSweep.close()
    await oldKeys.close()
    await reference.close()
    await expiring.close()
    await overdue.close()
    await refused.close()
    await rate.close()
    await sealer.close()
    await syslog?.close()
  }
  return { app, audit, authenticator, sendKnownTile, close }
}

/** Whether a caller who was verified a moment ago may see the map: the short path of tiles asks nobody else. */
function mayRecall(authenticator: Authenticator, { headers }: AnyRequest): boolean {
  const principal = authenticator.recall(headers)
  return principal !== undefined && principal.pending === undefined && isAllowedSomewhere(principal.grants, 'map.read')
}

/** A renewed certificate is served a minute later at the latest. */
const renewalCheckMs = 60_000

/** Listens, and closes within three seconds: no new connections at once, idle ones dropped, the rest given a second. */
export async function startServer(options: ServerOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const { tls = null, trustProxy = null, origins = [], connectionLimits: limits = {}, log } = options
  const keyPair = tls && readKeyPair(tls)
  const { app, authenticator, sendKnownTile, close } = await wireApp(options)
  const answer = getRequestListener(app.fetch)
  const refuse = getRequestListener(
    () => new Response('This server answers only to its own names: see ONEGRID_ORIGIN.\n', { status: 421 }),
  )
  const isTrustedHost = createHostCheck({ isLoopback: isLoopback(options.host), origins })
  const isHttps = ({ socket, headers }: AnyRequest) =>
    tls !== null ||
    isForwardedHttps(socket.remoteAddress, headers['x-forwarded-proto'] as string | undefined, trustProxy)
  const listener = openListener({
    keyPair,
    // A county's files come on a slow line as well; the other routes are ended by `guardBody`.
    requestTimeoutMs: (options.importLimits ?? importLimits).milliseconds,
    limits,
    answer(request, response) {
      if (hasBody(request)) {
        const [path = ''] = (request.url ?? '').split('?')
        guardBody(request, response, isStreamed(request.method, path) ? null : (limits.bodyMs ?? longestBodyMs))
      }
      if (!listHosts(request).every(isTrustedHost)) return void refuse(request, response)
      if (mayRecall(authenticator, request) && sendKnownTile(request, response)) return
      if (isHttps(request)) response.setHeader('Strict-Transport-Security', strictTransport)
      void answer(request, response)
    },
  })
  const { port } = await listener.listen(options.port, options.host)
  const stopWatching =
    tls &&
    watchKeyPair(tls, limits.renewalCheckMs ?? renewalCheckMs, {
      onChange(pair) {
        listener.setKeyPair(pair)
        log.info('certificate renewed')
      },
      onFault: (error) => log.error({ err: error }, 'the renewed certificate is not usable, the old one stays'),
    })
  const host = isIPv6(options.host) ? `[${options.host}]` : options.host
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}/`,
    async close() {
      stopWatching?.()
      await Promise.all([listener.close(1000), close()])
    },
  }
}
