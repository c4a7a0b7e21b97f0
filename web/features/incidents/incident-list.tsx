import { type Incident, incidentKinds, severities } from '#api/incidents/incidents.contract.ts'
import { describeError, isAreaGone } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { hover, useHover } from '#web/shared/hover-store.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Chip, ChipRow, Segments } from '#web/ui/chip.tsx'
import { Icon, type IconName } from '#web/ui/icon.tsx'
import { PanelBlock } from '#web/ui/panel.tsx'
import { RecordList } from '#web/ui/record-list.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { IncidentFiles } from './incident-files.tsx'
import { toggleWord } from './incident-filter.ts'
import { IncidentRow } from './incident-row.tsx'
import styles from './incidents.module.css'
import { incidentsText } from './incidents.text.ts'
import type { useIncidentList } from './use-incident-list.ts'

export const incidentKindIcons: Record<Incident['kind'], IconName> = {
  dispute: 'dispute',
  hazard: 'hazard',
  emergency: 'burst',
  request: 'request',
}

type IncidentListProps = {
  list: ReturnType<typeof useIncidentList>
  /** Says which area the list is limited to and how to widen it. */
  scopeName: string | null
  onSelect: (incident: Incident, isStep: boolean) => void
  /** Null for whoever may not take any in. */
  onReport: (() => void) | null
}

/** The incidents the filters let through; the map draws exactly these. */
export function IncidentList({ list, scopeName, onSelect, onReport }: IncidentListProps) {
  const { query, isThere, shown, counts, total, order, nowMs } = list
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const state = useView((view) => view.incidentState)
  const kinds = useView((view) => view.incidentKinds)
  const chosenSeverities = useView((view) => view.severities)
  const isOverdueOnly = useView((view) => view.isOverdueOnly)
  const selected = useView((view) => view.selected)
  const hovered = useHover((store) => store.hovered)
  const isFiltered = kinds.length > 0 || chosenSeverities.length > 0 || isOverdueOnly
  const isSevereOnly = chosenSeverities.join() === 'orange,red'
  const stateName = state === 'ended' ? text.ended : state === 'all' ? text.all : text.open
  const clearFilters = () => changeView({ incidentKinds: [], severities: [], isOverdueOnly: false })
  const figure = (value: number) => (isThere ? formatNumber(value) : '–')

  return (
    <RecordList
      title={text.title}
      listLabel={text.listLabel}
      action={
        <>
          <IncidentFiles count={shown.length} />
          {onReport && <IconButton icon="plus" label={text.report} shortcut="n" onClick={onReport} />}
        </>
      }
      scopeName={scopeName}
      onWidenScope={() => changeView({ scope: null })}
      count={
        shown.length === total ? text.count(figure(total)) : text.countOfTotal(figure(shown.length), figure(total))
      }
      note={isThere && query.data?.partial ? shared.partial : null}
      awaited={{
        isThere,
        failure: query.error && describeError(query.error, language),
        isAreaGone: isAreaGone(query.error),
        onRetry: () => void query.refetch(),
      }}
      empty={{
        icon: 'incidents',
        text: text.empty,
        action: isFiltered ? { text: text.clearFilters, onClick: clearFilters } : undefined,
      }}
      words={shared}
      items={shown}
      selectedKey={selected?.kind === 'incident' ? selected.id : null}
      hoveredKey={hovered?.kind === 'incident' ? hovered.id : null}
      renderRow={(incident) => <IncidentRow incident={incident} nowMs={nowMs} />}
      onSelect={onSelect}
      onHover={(incident) => hover(incident && { kind: 'incident', id: incident.id })}
      registerKeys={registerList}
      newText={(count) => text.fresh(formatNumber(count))}
    >
      <div className={styles.figures}>
        <button type="button" aria-pressed={!isFiltered} onClick={clearFilters}>
          <strong>{figure(total)}</strong>
          <span>{stateName}</span>
        </button>
        <button
          type="button"
          data-tone={counts.overdue > 0 ? 'late' : undefined}
          aria-pressed={isOverdueOnly}
          onClick={() => changeView({ isOverdueOnly: !isOverdueOnly })}
        >
          <strong>{figure(counts.overdue)}</strong>
          <span>{text.overdue}</span>
        </button>
        <button
          type="button"
          aria-pressed={isSevereOnly}
          onClick={() => changeView({ severities: isSevereOnly ? [] : ['orange', 'red'] })}
        >
          <strong>{figure(counts.severe)}</strong>
          <span>{text.severe}</span>
        </button>
      </div>
      <PanelBlock>
        <Segments
          label={text.states}
          value={state}
          options={[
            { value: 'open', text: text.open },
            { value: 'ended', text: text.ended },
            { value: 'all', text: text.all },
          ]}
          onChange={(value) => changeView({ incidentState: value })}
        />
        <ChipRow label={text.kinds}>
          {incidentKinds
            .filter((kind) => counts.kinds[kind] > 0 || kinds.includes(kind))
            .map((kind) => (
              <Chip
                key={kind}
                isOn={kinds.includes(kind)}
                count={figure(counts.kinds[kind])}
                onToggle={() => changeView({ incidentKinds: toggleWord(kinds, kind) })}
              >
                <Icon name={incidentKindIcons[kind]} size={14} />
                {text.kind[kind]}
              </Chip>
            ))}
        </ChipRow>
        <div className={styles.filterLine}>
          <ChipRow label={text.severities}>
            {[...severities].reverse().map((severity) => (
              <Chip
                key={severity}
                isOn={chosenSeverities.includes(severity)}
                count={figure(counts.severities[severity])}
                title={shared.severity[severity]}
                onToggle={() => changeView({ severities: toggleWord(chosenSeverities, severity) })}
              >
                <SeverityMark severity={severity} label={shared.severity[severity]} size={14} />
              </Chip>
            ))}
          </ChipRow>
          <button
            type="button"
            className={styles.order}
            title={text.sort}
            onClick={() => changeView({ incidentOrder: order === 'time' ? 'severity' : 'time' })}
          >
            {order === 'time' ? text.byTime : text.bySeverity} <Icon name="chevronDown" size={12} />
          </button>
        </div>
      </PanelBlock>
    </RecordList>
  )
}
