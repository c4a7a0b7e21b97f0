import { useState } from 'react'
import { createPortal } from 'react-dom'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import type { Row } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import styles from './incident-print.module.css'
import { useDetailRows, useHandlingRows } from './incident-rows.tsx'
import type { ShownIncident } from './incidents.queries.ts'
import { incidentsText } from './incidents.text.ts'
import { useIncidentWords } from './use-incident-words.ts'
import { workText } from './work.text.ts'

type IncidentPrintProps = { incident: ShownIncident; isDemo: boolean; onClose: () => void }

/** One incident on A4, upright: what it is, where, who has it, and everything that was done about it. */
export function IncidentPrint(props: IncidentPrintProps) {
  const text = useText(workText)
  const shared = useText(sharedText)
  const [printedAt] = useState(() => new Date())
  const sheet = <Sheet {...props} printedAt={printedAt} />
  return (
    <Dialog title={text.sheetTitle} closeLabel={shared.close} onClose={props.onClose} isWide hasField>
      <div className={styles.bar}>
        <Button data-first-focus look="primary" icon="print" onClick={() => window.print()}>
          {text.printSheet}
        </Button>
      </div>
      <div className={styles.preview}>{sheet}</div>
      {/* what the printer gets: beside the page's root, which print styles hide */}
      {createPortal(<div className={styles.printed}>{sheet}</div>, document.body)}
    </Dialog>
  )
}

function Sheet({ incident, isDemo, printedAt }: IncidentPrintProps & { printedAt: Date }) {
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
    <article className={styles.sheet} data-theme="day" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <header>
        <span>
          {text.sheetTitle} · {incident.number}
        </span>
        {isDemo && <span className={styles.demo}>{text.demo}</span>}
      </header>
      <h1>
        <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={20} />
        {incident.title} · {shared.severity[incident.severity]}
      </h1>
      <dl className={styles.facts}>
        {rows.map(({ label, value }) => (
          <div key={String(label)}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {incident.description && (
        <section>
          <h2>{text.description}</h2>
          <p>{incident.description}</p>
        </section>
      )}
      <section>
        <h2>{text.history}</h2>
        <table>
          <tbody>
            {(incident.timeline ?? []).map((line, index) => {
              const { headline, details: below, actor } = describeLine(incident, line)
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
                <tr key={index}>
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
    </article>
  )
}
