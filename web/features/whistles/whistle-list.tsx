import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Whistle } from '#api/operations/whistles/whistles.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission, useSession } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { Panel, PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { WhistleCard } from './whistle-card.tsx'
import styles from './whistles.module.css'
import {
  useDepartments,
  type WhistleFilter,
  whistleFilters,
  whistlesAtOnce,
  whistlesQuery,
} from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

type WhistleListProps = {
  /** Opens the incident where that may be seen, and else shows where it is; absent where neither can be. */
  onOpen?: (incident: Whistle['incident']) => void
  canOpen: boolean
}

/** The calls to one's department, or all those within reach. */
export function WhistleList({ onOpen, canOpen }: WhistleListProps) {
  const text = useText(whistlesText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { session } = useSession()
  const isCaller = usePermission('whistles.write') !== null
  const department = session?.department ?? null
  const [filter, setFilter] = useState<WhistleFilter>('open')
  const { data, error, refetch, isPlaceholderData } = useQuery(whistlesQuery(filter))
  const { nameOf } = useDepartments()
  const isForNobody = !isCaller && department === null
  return (
    <Panel
      title={text.listTitle}
      aside={
        <>
          {!isCaller && department !== null && `${text.ofDepartment(nameOf(department))} · `}
          {text.count(data ? formatNumber(data.total) : '–')}
        </>
      }
    >
      <PanelBlock>
        <Segments
          label={text.filters}
          value={filter}
          options={whistleFilters.map((value) => ({ value, text: text.filter[value] }))}
          onChange={setFilter}
        />
      </PanelBlock>
      {isForNobody && <Notice icon="shield">{text.noDepartment}</Notice>}
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data?.items.length === 0 && !isForNobody && <Notice icon="whistle">{text.empty[filter]}</Notice>}
      {data && data.items.length > 0 && (
        <PanelScroll>
          <div className={styles.list} aria-busy={isPlaceholderData}>
            {data.items.map((whistle) => (
              <WhistleCard
                key={whistle.id}
                whistle={whistle}
                head={<IncidentHead incident={whistle.incident} canOpen={canOpen} onOpen={onOpen} />}
              />
            ))}
            {data.nextCursor !== null && <p className={styles.muted}>{text.onlyFirst(String(whistlesAtOnce))}</p>}
          </div>
        </PanelScroll>
      )}
    </Panel>
  )
}

function IncidentHead({ incident, canOpen, onOpen }: WhistleListProps & Pick<Whistle, 'incident'>) {
  const text = useText(whistlesText)
  const shared = useText(sharedText)
  return (
    <header className={styles.head}>
      <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={20} />
      <div>
        <h3>{incident.title}</h3>
        <p className={styles.muted}>
          {incident.number} · {incident.townshipName} · {incident.villageName} · {incident.gridName}
        </p>
      </div>
      {onOpen && (
        <IconButton
          icon="target"
          label={canOpen ? text.openIncident : text.showOnMap}
          onClick={() => onOpen(incident)}
        />
      )}
    </header>
  )
}
