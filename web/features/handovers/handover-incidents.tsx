import type { HandoverCounts, HandoverIncident } from '#api/operations/handovers/handovers.contract.ts'
import { endedStates, type Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Figures } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import styles from './handovers.module.css'
import { handoversText } from './handovers.text.ts'

/** What incidents are called on the rest of the screen. */
export type IncidentWords = {
  kind: Record<Incident['kind'], string>
  state: Record<Incident['state'], string>
  rung: Record<Incident['rung'], string>
}

export function HandoverFigures({ counts }: { counts: HandoverCounts }) {
  const text = useText(handoversText)
  return (
    <div className={styles.figures}>
      <Figures
        figures={(['open', 'overdue', 'fresh', 'ended'] as const).map((name) => ({
          label: text.counts[name],
          value: formatNumber(counts[name]),
        }))}
      />
    </div>
  )
}

const groupNames = ['overdue', 'open', 'ended'] as const
const isEnded = ({ state }: HandoverIncident) => (endedStates as readonly string[]).includes(state)

/** In the order in which they are told: what is late, what is open beside it, what has come and gone. Pure. */
export function groupIncidents(incidents: readonly HandoverIncident[]) {
  const groups = { overdue: [] as HandoverIncident[], open: [] as HandoverIncident[], ended: [] as HandoverIncident[] }
  for (const incident of incidents)
    groups[incident.isOverdue ? 'overdue' : isEnded(incident) ? 'ended' : 'open'].push(incident)
  return groupNames.map((name) => ({ name, incidents: groups[name] })).filter((group) => group.incidents.length > 0)
}

type HandoverIncidentsProps = {
  incidents: readonly HandoverIncident[]
  isCut: boolean
  words: IncidentWords
  /** Left out on paper. */
  onOpen?: (incidentId: string, lngLat: LngLat) => void
}

/** What is handed over, by number, with how each stood. */
export function HandoverIncidents({ incidents, isCut, words, onOpen }: HandoverIncidentsProps) {
  const text = useText(handoversText)
  const shared = useText(sharedText)
  if (incidents.length === 0) return onOpen ? <Notice icon="incidents">{text.nothing}</Notice> : <p>{text.nothing}</p>
  return (
    <>
      {groupIncidents(incidents).map((group) => (
        <section key={group.name} className={onOpen && styles.group}>
          <h2>{`${text.groups[group.name]} · ${formatNumber(group.incidents.length)}`}</h2>
          <table>
            <tbody>
              {group.incidents.map((incident) => {
                const { id, number, title, lngLat, severity, kind, state, rung } = incident
                const name = title ?? text.gone
                return (
                  <tr key={id}>
                    <td>
                      <span className={styles.number}>
                        <SeverityMark severity={severity} label={shared.severity[severity]} size={onOpen ? 18 : 14} />
                        {number}
                      </span>
                    </td>
                    <td>
                      {onOpen && lngLat ? (
                        <LinkButton onClick={() => onOpen(id, lngLat)}>{name}</LinkButton>
                      ) : (
                        <strong>{name}</strong>
                      )}
                      {group.name !== 'ended' && incident.isFresh && (
                        <span className={styles.fresh}>{text.isFresh}</span>
                      )}
                      <div className={styles.muted}>
                        {`${incident.townshipName} ${incident.villageName} ${incident.gridName} · ${words.kind[kind]}`}
                      </div>
                    </td>
                    <td>{`${words.state[state]} · ${words.rung[rung]}`}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      ))}
      {isCut && <p className={styles.muted}>{text.cut(formatNumber(incidents.length))}</p>}
    </>
  )
}
