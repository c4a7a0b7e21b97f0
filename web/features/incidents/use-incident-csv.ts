import { writeCsv } from '#api/http/csv.contract.ts'
import type { Incident } from '#api/incidents/incidents.contract.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { incidentsText } from './incidents.text.ts'
import { listsText } from './lists.text.ts'
import { useReferenceNames } from './reference.queries.ts'

/** Writes incidents as CSV in the words of the screen. */
export function useIncidentCsv(): (incidents: readonly Incident[]) => string {
  const { column } = useText(listsText)
  const words = useText(incidentsText)
  const { severity } = useText(sharedText)
  const language = useLanguage()
  const { nameType } = useReferenceNames()
  const time = (instant: string | null) => instant && formatDateTime(instant, language)
  return (incidents) =>
    writeCsv(
      Object.values(column),
      incidents.map((incident) => {
        const cells: Record<keyof typeof column, string | null> = {
          number: incident.number,
          kind: words.kind[incident.kind],
          type: nameType(incident.kind, incident.type),
          title: incident.title,
          state: words.state[incident.state],
          rung: words.rung[incident.rung],
          severity: severity[incident.severity],
          township: incident.townshipName,
          village: incident.villageName,
          grid: incident.gridName,
          gridCode: incident.gridCode,
          reportedAt: time(incident.reportedAt),
          dueAt: time(incident.dueAt),
        }
        return (Object.keys(column) as (keyof typeof column)[]).map((name) => cells[name])
      }),
    )
}
