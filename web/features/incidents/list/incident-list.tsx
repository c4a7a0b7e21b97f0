import { type ReactNode, useCallback, useRef } from 'react'
import { type Incident, incidentKinds, severities } from '#api/operations/incidents/incidents.contract.ts'
import { describeError, isAreaGone } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { hover, useHover } from '#web/shared/hover-store.ts'
import { type ListKeys, registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Chip, ChipRow, Segments } from '#web/ui/chip.tsx'
import { Icon, type IconName } from '#web/ui/icon.tsx'
import { PanelBlock } from '#web/ui/panel.tsx'
import { RecordList } from '#web/ui/record-list.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import bulk from '../bulk/bulk-bar.module.css'
import { BulkBar } from '../bulk/bulk-bar.tsx'
import { chooseAll, endBulk, toggleChosen, useBulk } from '../bulk/bulk-store.ts'
import { FigureStrip } from '../figures/figure-strip.tsx'
import { IncidentFiles } from '../files/incident-files.tsx'
import { isFiltered, mainStates, noFilter, toggleWord } from '../filter/incident-filter.ts'
import { IncidentRow } from '../incident-row.tsx'
import styles from '../incidents.module.css'
import { incidentsText } from '../incidents.text.ts'
import { listsText } from '../lists.text.ts'
import { replayText } from '../replay/replay.text.ts'
import { FilterBar } from './filter-bar.tsx'
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
  /** What it is a list of while it is limited to no area. */
  everywhere: string
  onSelect: (incident: Incident, isStep: boolean) => void
  /** Null for whoever may not take any in. */
  onReport: (() => void) | null
}

const noteOf = (...notes: (string | false | undefined)[]): string | null => notes.filter(Boolean).join(' ') || null

/** The incidents the filters let through; the map draws exactly these, unless it shows the past. */
export function IncidentList({ list, scopeName, everywhere, onSelect, onReport }: IncidentListProps) {
  const { query, isThere, shown, counts, total, order, nowMs } = list
  const text = useText(incidentsText)
  const lists = useText(listsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const state = useView((view) => view.incidentState)
  const past = useText(replayText)
  const isPast = useView((view) => view.replay !== null)
  const isNarrowed = useView(isFiltered)
  const kinds = useView((view) => view.incidentKinds)
  const chosenSeverities = useView((view) => view.severities)
  const isOverdueOnly = useView((view) => view.isOverdueOnly)
  const selected = useView((view) => view.selected)
  const hovered = useHover((store) => store.hovered)
  const clearFilters = () => changeView({ ...noFilter, ...(!mainStates.includes(state) && { incidentState: 'open' }) })
  const { isOn: isChoosing, chosen } = useBulk()
  const checkRef = useRef(() => {})
  checkRef.current = () => {
    const incident = shown.find(({ id }) => selected?.kind === 'incident' && selected.id === id)
    if (incident) toggleChosen(incident)
    else if (!isChoosing) chooseAll([])
  }
  const registerKeys = useCallback((keys: ListKeys) => registerList({ ...keys, check: () => checkRef.current() }), [])
  const figure = (value: number) => (isThere ? formatNumber(value) : '–')

  return (
    <RecordList
      title={text.title}
      listLabel={text.listLabel}
      action={
        <>
          <IncidentFiles count={shown.length} />
          <IconButton
            icon="checks"
            label={lists.select}
            shortcut="x"
            isOn={isChoosing}
            onClick={() => (isChoosing ? endBulk() : chooseAll([]))}
          />
          {onReport && <IconButton icon="plus" label={text.report} shortcut="n" onClick={onReport} />}
        </>
      }
      scopeName={scopeName}
      onWidenScope={() => changeView({ scope: null })}
      count={
        shown.length === total ? text.count(figure(total)) : text.countOfTotal(figure(shown.length), figure(total))
      }
      note={noteOf(isPast && past.listIsNow, isThere && query.data?.partial && shared.partial)}
      awaited={{
        isThere,
        failure: query.error && describeError(query.error, language),
        isAreaGone: isAreaGone(query.error),
        onRetry: () => void query.refetch(),
      }}
      empty={{
        icon: 'incidents',
        text: text.empty,
        action: isNarrowed ? { text: text.clearFilters, onClick: clearFilters } : undefined,
      }}
      words={{ ...shared, wholeCounty: everywhere }}
      items={shown}
      selectedKey={selected?.kind === 'incident' ? selected.id : null}
      hoveredKey={hovered?.kind === 'incident' ? hovered.id : null}
      renderRow={(incident) =>
        isChoosing ? (
          <CheckedRow title={lists.checkRow(incident.title)} isChecked={chosen.has(incident.id)}>
            <IncidentRow incident={incident} nowMs={nowMs} showsState />
          </CheckedRow>
        ) : (
          <IncidentRow incident={incident} nowMs={nowMs} />
        )
      }
      onSelect={(incident, isStep) => (isChoosing && !isStep ? toggleChosen(incident) : onSelect(incident, isStep))}
      onHover={(incident) => hover(incident && { kind: 'incident', id: incident.id })}
      registerKeys={registerKeys}
      newText={(count) => text.fresh(formatNumber(count))}
    >
      <FigureStrip isAboveList />
      <FilterBar />
      <PanelBlock>
        <Segments
          label={text.states}
          value={mainStates.includes(state) ? state : null}
          options={[
            { value: 'open', text: text.open },
            { value: 'ended', text: text.ended },
            { value: 'all', text: text.all },
          ]}
          onChange={(value) => changeView({ incidentState: value })}
        />
        <div className={styles.chips}>
          <div className={styles.kinds}>
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
              <Chip
                isOn={isOverdueOnly}
                count={figure(counts.overdue)}
                onToggle={() => changeView({ isOverdueOnly: !isOverdueOnly })}
              >
                <Icon name="clock" size={14} />
                {text.overdue}
              </Chip>
            </ChipRow>
          </div>
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
        </div>
      </PanelBlock>
      {isChoosing && <BulkBar shown={shown} onLook={(incident) => onSelect(incident, false)} />}
    </RecordList>
  )
}

/** A row that a press takes in or out. The row itself is what is pressed; the box only shows it. */
const CheckedRow = ({ title, isChecked, children }: { title: string; isChecked: boolean; children: ReactNode }) => (
  <div className={bulk.row}>
    <input type="checkbox" aria-label={title} checked={isChecked} tabIndex={-1} readOnly />
    {children}
  </div>
)
