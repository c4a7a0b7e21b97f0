import { useState } from 'react'
import type { TimelineRow } from '#api/operations/incidents/incidents.contract.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { PrintSheet, SheetFacts, SheetHead } from '#web/ui/print-sheet.tsx'
import type { Row } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import type { ShownIncident } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { useIncidentWords } from '../work/use-incident-words.ts'
import { workText } from '../work/work.text.ts'
import { useDetailRows, useHandlingRows } from './incident-rows.tsx'
import { useTimeline } from './use-timeline.ts'

type IncidentPrintProps = { incident: ShownIncident; isDemo: boolean; onClose: () => void }

/** One incident on A4, upright: what it is, where, who has it, and everything that was done about it. */
export function IncidentPrint(props: IncidentPrintProps) {
  const text = useText(workText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [printedAt] = useState(() => new Date())
  const { lines, missing, isLoading } = useTimeline(props.incident, true)
  return (
    <PrintSheet
      title={text.sheetTitle}
      closeLabel={shared.close}
      printText={text.printSheet}
      language={language}
      isWaiting={isLoading}
      onClose={props.onClose}
    >
      <Sheet {...props} printedAt={printedAt} lines={lines} missing={missing} />
    </PrintSheet>
  )
}

type SheetProps = IncidentPrintProps & { printedAt: Date; lines: readonly TimelineRow[]; missing: number }

function Sheet({ incident, isDemo, printedAt, lines, missing }: SheetProps) {
  const text = useText(workText)
  const words = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { nameType, describeLine } = useIncidentWords()
  const details = useDetailRows(incident, { isPrinted: true })
  const handling = useHandlingRows(incident)
  const time = (at: string | null | undefined) => (at ? formatDateTime(at, language) : '–')
  const rows: Row[] = [
    { label: words.typeLabel, value: `${words.kind[incident.kind]} · ${nameType(incident.kind, incident.type)}` },
    { label: words.stateLabel, value: `${words.state[incident.state]} · ${words.rung[incident.rung]}` },
    { label: words.place, value: `${incident.townshipName} ${incident.villageName} ${incident.gridName}` },
    { label: shared.level.grid, value: incident.gridCode },
    { label: text.coordinates, value: `${formatLngLat(incident.lngLat)} WGS84` },
    { label: words.reportedAt, value: time(incident.reportedAt) },
    { label: words.dueAt, value: time(incident.dueAt) },
    { label: text.resolvedAt, value: time(incident.resolvedAt) },
    { label: words.closedAt, value: time(incident.closedAt) },
    ...handling,
    ...details,
  ]
  return (
    <>
      <SheetHead demo={isDemo ? text.demo : null}>
        {text.sheetTitle} · {incident.number}
      </SheetHead>
      <h1>
        <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={20} />
        {incident.title} · {shared.severity[incident.severity]}
      </h1>
      <SheetFacts rows={rows} />
      {incident.description && (
        <section>
          <h2>{text.description}</h2>
          <p>{incident.description}</p>
        </section>
      )}
      <section>
        <h2>{text.history}</h2>
        {missing > 0 && <p>{text.earlierMissing(missing)}</p>}
        <table>
          <tbody>
            {lines.map((line, index) => {
              const { headline, details: below, actor } = describeLine(incident, line)
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: its place in a history to which lines are only ever added at the end
                <tr key={missing + index}>
                  <td>{formatDateTime(line.at, language)}</td>
                  <td>
                    <strong>{headline}</strong>
                    {below.length > 0 && ` — ${below.join(language === 'zh' ? '；' : '; ')}`}
                  </td>
                  <td>{actor}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      <footer>{text.printedAt(formatDateTime(printedAt, language))}</footer>
    </>
  )
}
