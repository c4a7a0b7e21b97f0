import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { describeIncidents } from '#api/operations/incidents/describe-incidents.ts'
import { holdIncident, incidentEventOf } from '#api/operations/incidents/held-incident.ts'
import { insertTimeline, touchIncident } from '#api/operations/incidents/incident-work.repo.ts'
import { type Incident, type Severity, severities } from '#api/operations/incidents/incidents.contract.ts'
import { isEnded } from '#api/operations/incidents/lifecycle.contract.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { type AcknowledgeBody, type AcknowledgedAnswer, type AlarmsAnswer, alarmSeverities } from './alarms.contract.ts'
import { endAlarm, findAcknowledged, listAlarms } from './alarms.repo.ts'

const isAlarming = (severity: Severity): boolean => alarmSeverities.some((each) => each === severity)
const isWorse = (severity: Severity, than: Severity): boolean => severities.indexOf(severity) > severities.indexOf(than)

/** Of what will become worse tomorrow nobody can say today that it was seen. */
const notSounding = () =>
  new ApiError(409, 'not_possible_now', {
    zh: '事件已经结束，或没有这么严重；请刷新后再看。',
    en: 'The incident has ended or is not as severe as that; refresh and look again.',
  })

/** A program has seen nothing: the alarm would be silent and nobody would know of it. */
const notByProgram = () =>
  new ApiError(403, 'not_allowed', {
    zh: '告警须由值班人员本人登录确认，接口密钥不能代为确认。',
    en: 'An alarm is acknowledged by a person who has signed in; a key cannot do so.',
  })

/** What sounds until somebody has seen it. Throws ApiError: 403 for a key that acknowledges, 404 for an incident beyond reach, 409 for one that has ended or is less
 *  severe. */
export type AlarmsService = {
  list(scope: Scope): Promise<AlarmsAnswer>
  /** By name, in the history and in the audit. The first one at a level counts, for that level and all below it: the county
   *  ends the alarm for everybody, a township for itself and its villages, and at the county it sounds on. */
  acknowledge(scope: Scope, incidentId: string, body: AcknowledgeBody): Promise<AcknowledgedAnswer>
}

export function createAlarmsService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
}): AlarmsService {
  const { database, audit } = deps
  return {
    async list(scope) {
      const { rows, total } = await database.readAs(scope, listAlarms)
      const described = await describeIncidents(
        deps,
        scope,
        rows.map(({ row }) => row),
      )
      const items = [...(described as Iterable<Incident>)]
      return { items: items.map((item, place) => ({ ...item, seenBelow: rows[place]?.seenBelow ?? [] })), total }
    },

    async acknowledge(scope, incidentId, body) {
      if (scope.actor.kind !== 'person') throw notByProgram()
      return database.writeAs(scope, async (transaction) => {
        const held = await holdIncident(transaction, incidentId)
        const { state, rung, gridCode } = held.row
        const severity = body.severity ?? held.row.severity
        if (isEnded(state) || !isAlarming(severity) || isWorse(severity, held.row.severity)) throw notSounding()
        const area = scope.areas.find((reach) => gridCode.startsWith(reach)) ?? gridCode
        const seen = { incidentId, severity, area }
        const former = await findAcknowledged(transaction, seen)
        if (former) return former
        if (levelOfCode(area) === 'county') await endAlarm(transaction, incidentId, severity)
        const line = { kind: 'alarm', state, rung, note: '', data: { severity, area } } as const
        await insertTimeline(transaction, incidentId, scope.actor, line)
        await touchIncident(transaction, incidentId)
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'incident', id: incidentId },
            area: gridCode,
            details: { did: 'acknowledge', severity },
          }),
        )
        await recordEvents(transaction, [incidentEventOf('incident.noted', held)])
        return (await findAcknowledged(transaction, seen)) as AcknowledgedAnswer
      })
    },
  }
}
