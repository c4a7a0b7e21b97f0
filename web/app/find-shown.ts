import type { QueryClient } from '@tanstack/react-query'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { findListedIncident } from '#web/features/incidents/incidents.queries.ts'
import { findPastIncident, readInstant } from '#web/features/incidents/replay/past-store.ts'

/** An incident as the map shows it: as it is, or as it was at the instant that is looked back at. */
export const findShownIncident = (queryClient: QueryClient, id: string): Incident | undefined =>
  readInstant() === null ? findListedIncident(queryClient, id) : findPastIncident(id)
