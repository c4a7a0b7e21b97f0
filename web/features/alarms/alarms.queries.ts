import { queryOptions } from '@tanstack/react-query'
import type { AcknowledgedAnswer, AlarmsAnswer } from '#api/operations/alarms/alarms.contract.ts'
import type { Severity } from '#api/operations/incidents/incidents.contract.ts'
import { send } from '#web/api-client/client.ts'

/** Events say at once what is new; this is for what they did not say. */
const everyMs = 60_000

/** What sounds for who has signed in. */
export const alarmsQuery = () =>
  queryOptions({
    queryKey: ['alarms'],
    queryFn: ({ signal }) => send<AlarmsAnswer>('GET', '/api/alarms', { signal }),
    refetchInterval: everyMs,
  })

export const acknowledgeAlarm = (id: string, severity: Severity): Promise<AcknowledgedAnswer> =>
  send<AcknowledgedAnswer>('POST', `/api/alarms/${id}/acknowledge`, { body: { severity } })
