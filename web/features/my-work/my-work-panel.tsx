import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CalledItem, MyWork, WorkItem } from '#api/operations/my-work/my-work.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission, useSession } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { Panel, PanelBlock } from '#web/ui/panel.tsx'
import { RecordRow } from '#web/ui/record-list.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { VirtualList } from '#web/ui/virtual-list.tsx'
import styles from './my-work.module.css'
import { markAllSeen, markSeen, myWorkQuery } from './my-work.queries.ts'
import { myWorkText } from './my-work.text.ts'
import { listUnread } from './seen-work.ts'

const sectionNames = ['assigned', 'called', 'overdue'] as const
type SectionName = (typeof sectionNames)[number]

/** As much of an incident as is known of everything that waits. */
type WorkIncident = CalledItem['incident']
type WorkRow = {
  key: string
  incident: WorkIncident
  isCall: boolean
  isUnread: boolean
  mark: number
  dueAt: string | null
  /** What is expected. */
  step: string
}

type MyWorkPanelProps = {
  /** Opens an incident where that may be seen, and else shows where it is. `isCall`: it waits as a call to a department. */
  onOpen: (incident: WorkIncident, isStep: boolean, isCall: boolean) => void
  canOpen: boolean
  /** Null for whoever hands over no shift. */
  onHandover: (() => void) | null
  nameState: (state: WorkItem['state']) => string
}

/** What waits for whoever has signed in: assigned, called for, overdue. */
export function MyWorkPanel({ onOpen, canOpen, onHandover, nameState }: MyWorkPanelProps) {
  const text = useText(myWorkText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const { session } = useSession()
  const handles = usePermission('incidents.handle') !== null
  const { data, error, refetch } = useQuery(myWorkQuery())
  const selected = useView((view) => view.selected)
  const [wanted, setWanted] = useState<SectionName | null>(null)
  const [stepped, setStepped] = useState<string | null>(null)
  const [isBusy, begin] = useBusy()
  const [hasFailed, setHasFailed] = useState(false)

  const offered = sectionNames.filter((name) =>
    name === 'called' ? session?.department != null : name === 'assigned' || handles,
  )
  const first = data && offered.find((name) => data[name].total > 0)
  // the one that is being read stays when it has become empty
  if (wanted === null && first) setWanted(first)
  const section = wanted ?? first ?? offered[0] ?? 'assigned'
  const rows = data ? rowsOf(data, section, { nameState, nameStep: (step) => text.step[step] }) : []
  const openId = selected?.kind === 'incident' ? selected.id : null
  const selectedRow = rows.find(({ incident, key }) => (canOpen ? incident.id === openId : key === stepped))
  const unread = data?.unread ?? 0
  const current = data?.[section]

  const markAll = () =>
    begin(async () => {
      setHasFailed(false)
      try {
        if (data) await markAllSeen(queryClient, data)
      } catch {
        setHasFailed(true)
      }
    })
  const select = ({ key, incident, isCall, mark, isUnread }: WorkRow, isStep: boolean) => {
    setStepped(key)
    // what cannot be opened is seen here
    if (!canOpen && isUnread) markSeen(queryClient, [{ incidentId: incident.id, mark }]).catch(() => setHasFailed(true))
    onOpen(incident, isStep, isCall)
  }

  return (
    <Panel
      title={text.title}
      aside={
        <>
          <span role="status">{data ? text.count(formatNumber(unread), formatNumber(data.total)) : '–'}</span>
          <IconButton
            icon="checks"
            label={text.markAll}
            disabled={isBusy || !data || listUnread(data).length === 0}
            onClick={() => void markAll()}
          />
          {onHandover && <IconButton icon="swap" label={text.handover} shortcut="h" onClick={onHandover} />}
        </>
      }
    >
      <PanelBlock>
        <Segments
          label={text.sections}
          value={section}
          options={offered.map((name) => ({
            value: name,
            text: `${text.section[name]} ${data ? formatNumber(data[name].total) : ''}`.trim(),
            title: text.unreadIn(formatNumber(data?.[name].unread ?? 0)),
            mark: (data?.[name].unread ?? 0) > 0 && <UnreadDot isUnread label={text.unread} />,
          }))}
          onChange={setWanted}
        />
      </PanelBlock>
      {hasFailed && (
        <p className={styles.note} role="alert">
          {text.markFailed}
        </p>
      )}
      {current && current.total > current.items.length && (
        <p className={styles.note}>{text.onlyFirst(formatNumber(current.items.length), formatNumber(current.total))}</p>
      )}
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data && rows.length === 0 && <Notice icon="inbox">{text.empty[section]}</Notice>}
      {rows.length > 0 && (
        <VirtualList
          items={rows}
          label={text.section[section]}
          rowHeight={64}
          getKey={({ key }) => key}
          selectedKey={selectedRow?.key ?? null}
          renderRow={(row) => <WorkLine row={row} />}
          onSelect={select}
          registerKeys={registerList}
        />
      )}
    </Panel>
  )
}

type Words = { nameState: MyWorkPanelProps['nameState']; nameStep: (step: CalledItem['step']) => string }

function rowsOf(work: MyWork, section: SectionName, { nameState, nameStep }: Words): WorkRow[] {
  if (section === 'called')
    return work.called.items.map(({ whistleId, incident, isUnread, mark, dueAt, step }) => ({
      ...{ key: whistleId, incident, isCall: true, isUnread, mark, dueAt },
      step: nameStep(step),
    }))
  return work[section].items.map((item) => ({
    ...{ key: item.id, incident: item, isCall: false },
    ...{ isUnread: item.isUnread, mark: item.mark, dueAt: item.dueAt },
    step: nameState(item.state),
  }))
}

const UnreadDot = ({ isUnread, label }: { isUnread: boolean; label: string }) => (
  <span className={styles.dot} data-unread={isUnread}>
    {isUnread && <span className="visually-hidden">{label}</span>}
  </span>
)

function WorkLine({ row: { incident, isUnread, dueAt, step } }: { row: WorkRow }) {
  const text = useText(myWorkText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const leftMs = dueAt === null ? null : Date.parse(dueAt) - nowMs
  const isLate = leftMs !== null && leftMs < 0
  const due = leftMs === null ? text.noLimit : (isLate ? text.late : text.left)(formatSpan(leftMs, language))
  return (
    <div className={styles.row} data-unread={isUnread}>
      <RecordRow
        mark={
          <>
            <UnreadDot isUnread={isUnread} label={text.unread} />
            <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} />
          </>
        }
        title={incident.title}
        place={`${incident.villageName} · ${incident.gridName}`}
        fullPlace={`${incident.number} · ${incident.townshipName} · ${incident.villageName} · ${incident.gridName}`}
        side={{ upper: <span className={isLate ? styles.late : undefined}>{due}</span>, lower: step }}
      />
    </div>
  )
}
