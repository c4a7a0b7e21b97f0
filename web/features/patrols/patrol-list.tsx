import { type Patrol, patrolStates } from '#api/operations/patrols/patrols.contract.ts'
import { describeError, isAreaGone } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatRelative } from '#web/lib/format-time.ts'
import { hover, useHover } from '#web/shared/hover-store.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Chip, ChipRow } from '#web/ui/chip.tsx'
import { PanelBlock } from '#web/ui/panel.tsx'
import { RecordList, RecordRow } from '#web/ui/record-list.tsx'
import { countVisited } from './patrol-order.ts'
import styles from './patrols.module.css'
import { currentPatrolStates } from './patrols.queries.ts'
import { patrolsText } from './patrols.text.ts'
import type { usePatrolList } from './use-patrol-list.ts'

type PatrolListProps = {
  list: ReturnType<typeof usePatrolList>
  scopeName: string | null
  /** What it is a list of while it is limited to no area. */
  everywhere: string
  onSelect: (patrol: Patrol, isStep: boolean) => void
}

const isCurrent = (state: string) => currentPatrolStates.some((each) => each === state)

/** Patrols by what needs attention first; the map draws exactly these. */
export function PatrolList({ list, scopeName, everywhere, onSelect }: PatrolListProps) {
  const { query, isThere, shown } = list
  const text = useText(patrolsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const states = useView((view) => view.patrolStates)
  const selected = useView((view) => view.selected)
  const hovered = useHover((store) => store.hovered)
  const shownStates = states.length > 0 ? states : [...currentPatrolStates]
  const toggleState = (state: string) => {
    const next = shownStates.includes(state) ? shownStates.filter((each) => each !== state) : [...shownStates, state]
    // the four current states are the default and need no word in the address
    const isDefault = next.length === currentPatrolStates.length && next.every(isCurrent)
    changeView({ patrolStates: isDefault ? [] : next.sort() })
  }
  return (
    <RecordList
      title={text.title}
      listLabel={text.listLabel}
      scopeName={scopeName}
      onWidenScope={() => changeView({ scope: null })}
      count={text.count(isThere ? formatNumber(shown.length) : '–')}
      note={isThere && query.data?.partial ? shared.partial : null}
      awaited={{
        isThere,
        failure: query.error && describeError(query.error, language),
        isAreaGone: isAreaGone(query.error),
        onRetry: () => void query.refetch(),
      }}
      empty={{
        icon: 'patrols',
        text: text.empty,
        action:
          states.length > 0 ? { text: text.showCurrent, onClick: () => changeView({ patrolStates: [] }) } : undefined,
      }}
      words={{ ...shared, wholeCounty: everywhere }}
      items={shown}
      selectedKey={selected?.kind === 'patrol' ? selected.id : null}
      hoveredKey={hovered?.kind === 'patrol' ? hovered.id : null}
      renderRow={(patrol) => (
        <RecordRow
          mark={<span className={styles.dot} data-state={patrol.state} />}
          title={patrol.name}
          place={`${patrol.townshipName} · ${patrol.villageName}`}
          side={{
            upper: (
              <span data-state={patrol.state} className={styles.state}>
                {text.state[patrol.state]}
              </span>
            ),
            lower:
              patrol.state === 'under_way' || patrol.state === 'done'
                ? text.progress(countVisited(patrol), patrol.stops.length)
                : formatRelative(patrol.plannedStartAt, nowMs, language),
          }}
        />
      )}
      onSelect={onSelect}
      onHover={(patrol) => hover(patrol && { kind: 'patrol', id: patrol.id })}
      registerKeys={registerList}
    >
      <PanelBlock>
        <ChipRow label={text.states}>
          {patrolStates.map((state) => (
            <Chip
              key={state}
              isOn={shownStates.includes(state)}
              onToggle={() => toggleState(state)}
              count={
                shownStates.includes(state) && isThere
                  ? formatNumber(shown.filter((patrol) => patrol.state === state).length)
                  : undefined
              }
            >
              {text.state[state]}
            </Chip>
          ))}
        </ChipRow>
      </PanelBlock>
    </RecordList>
  )
}
