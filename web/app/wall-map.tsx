import '#web/lib/zod-without-eval.ts'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { areaQuery } from '#web/api-client/area-queries.ts'
import { wallHeaders } from '#web/api-client/client.ts'
import { useConnection } from '#web/api-client/connection.ts'
import { describeError } from '#web/api-client/problem.ts'
import { Legend } from '#web/features/grids/legend.tsx'
import { useChoropleth } from '#web/features/grids/use-choropleth.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatDateTime, formatSpan } from '#web/lib/format-time.ts'
import { isLate, startLive, useLive } from '#web/live/live-store.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { MapView } from '#web/map/react/map-view.tsx'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { editionQuery } from './edition-query.ts'
import { useWallIncidents } from './use-wall-incidents.ts'
import { wallText } from './wall.text.ts'
import { findWallAge, type MarksRead } from './wall-age.ts'
import styles from './wall-screen.module.css'

const padding = { top: 72, right: 24, bottom: 24, left: 24 }

/** The map of the wall's area, with how old it is. Names of places only; nothing of persons can be read by a wall. */
export function WallMap({ session }: { session: SessionAnswer }) {
  const text = useText(wallText)
  const language = useLanguage()
  const edition = useQuery(editionQuery())
  const [hasNoWebGl, setHasNoWebGl] = useState(false)
  if (hasNoWebGl) return <p className={styles.quietPage}>{text.noWebGl}</p>
  if (edition.data) return <AreaMap edition={edition.data} session={session} onNoWebGl={() => setHasNoWebGl(true)} />
  return (
    <p className={styles.quietPage}>
      {edition.data === null
        ? text.noEdition
        : edition.error
          ? describeError(edition.error, language)
          : text.connecting}
    </p>
  )
}

type AreaMapProps = { edition: CurrentEdition; session: SessionAnswer; onNoWebGl: () => void }

function AreaMap({ edition, session, onNoWebGl }: AreaMapProps) {
  useEffect(() => startLive(`wall ${session.id}`, wallHeaders), [session.id])
  const text = useText(wallText)
  const language = useLanguage()
  const [engine, setEngine] = useState<MapEngine | null>(null)
  const coloring = useChoropleth(engine, edition.number)
  const code = session.grants[0]?.area ?? session.county
  const area = useQuery({ ...areaQuery(code), refetchInterval: 60_000 })
  const bounds = area.data?.bounds
  const isCounty = code === session.county
  const marks = useWallIncidents(engine, code)
  useEffect(() => {
    if (!engine) return
    engine.setPadding(padding)
    engine.setSelection(isCounty ? null : code)
    if (bounds) engine.fitBounds(bounds, { instant: true })
  }, [engine, bounds, code, isCounty])
  return (
    <main className={styles.wall}>
      <MapView
        className={styles.map}
        theme="night"
        language={language}
        edition={edition}
        startCamera={undefined}
        startPadding={padding}
        requestHeaders={wallHeaders}
        onEngine={setEngine}
        onUnavailable={onNoWebGl}
      />
      <header className={styles.bar}>
        <img src="/logo.svg" width={28} height={28} alt="" />
        <strong>{area.data?.name ?? edition.county.name}</strong>
        <span className={styles.wallName}>{session.name}</span>
        {edition.demo && <span className={styles.demo}>{text.demo}</span>}
        {marks.count !== undefined && (
          <span className={styles.open}>{text.openIncidents(formatNumber(marks.count))}</span>
        )}
        <DataAge marks={marks} />
      </header>
      <div className={styles.legend}>
        <Legend coloring={coloring} canFold={false} />
      </div>
    </main>
  )
}

/** How old what is shown is. */
function DataAge({ marks }: { marks: MarksRead }) {
  const text = useText(wallText)
  const language = useLanguage()
  const nowMs = useNow()
  const connection = useConnection()
  const live = useLive()
  const isFollowing = live.way !== 'offline' && !isLate(live, nowMs)
  const { isLive, ageMs, state } = findWallAge(connection, marks, isFollowing, nowMs)
  return (
    <span className={styles.age} data-state={state} role="status">
      <span className={styles.lamp} />
      {isLive ? text.live : text.dataAge(formatSpan(ageMs, language))}
      <span className={styles.clock}>{formatDateTime(nowMs, language)}</span>
    </span>
  )
}
