import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Handover } from '#api/operations/handovers/handovers.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { fetchAreaName } from '#web/api-client/access-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { WideHead } from '#web/ui/wide-head.tsx'
import { HandoverForm } from './handover-form.tsx'
import type { IncidentWords } from './handover-incidents.tsx'
import { HandoverView } from './handover-view.tsx'
import styles from './handovers.module.css'
import { handoversAtOnce, handoversQuery } from './handovers.queries.ts'
import { handoversText } from './handovers.text.ts'

type HandoverScreenProps = {
  words: IncidentWords
  isDemo: boolean
  onOpen: (incidentId: string, lngLat: LngLat) => void
  onClose: () => void
}

/** What is in view: the form, or one that was signed. */
type Shown = { kind: 'form' } | { kind: 'signed'; id: string }

/** One shift hands over to the next: what it leaves, signed by who goes and taken by who comes. */
export function HandoverScreen({ words, isDemo, onOpen, onClose }: HandoverScreenProps) {
  const text = useText(handoversText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areas = usePermission('handovers.write') ?? []
  const [wantedArea, setWantedArea] = useState<string | null>(null)
  const [wanted, setWanted] = useState<Shown | null>(null)
  const area = areas.find((code) => code === wantedArea) ?? areas[0]
  const { data, error, refetch, isFetching } = useQuery({ ...handoversQuery(area ?? ''), enabled: area !== undefined })
  const waiting = data?.items.find(({ takenAt, isOwn }) => takenAt === null && !isOwn)
  // what waits for whoever comes on duty comes first, and stays when it is taken
  if (data && !isFetching && wanted === null) setWanted(waiting ? { kind: 'signed', id: waiting.id } : { kind: 'form' })
  const shownId = wanted?.kind === 'signed' ? wanted.id : null
  const main = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has taken the place of another begins at its beginning
  useEffect(() => {
    // on a phone both columns are one
    for (const frame of [main.current, main.current?.parentElement]) frame?.scrollTo({ top: 0 })
  }, [shownId])
  if (area === undefined)
    return (
      <>
        <WideHead title={text.title} closeLabel={shared.close} onClose={onClose} />
        <Notice icon="shield">{text.notYours}</Notice>
      </>
    )
  return (
    <>
      <WideHead title={text.title} closeLabel={shared.close} onClose={onClose}>
        {areas.length > 1 && (
          <AreaSelect
            areas={areas}
            value={area}
            onChange={(code) => {
              setWantedArea(code)
              setWanted(null)
            }}
          />
        )}
      </WideHead>
      <div className={styles.screen}>
        <div ref={main} className={styles.main}>
          {wanted === null && (
            <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
          )}
          {wanted?.kind === 'form' && (
            <HandoverForm
              key={area}
              area={area}
              words={words}
              onOpen={onOpen}
              onSigned={(id) => setWanted({ kind: 'signed', id })}
            />
          )}
          {wanted?.kind === 'signed' && (
            <HandoverView key={wanted.id} id={wanted.id} words={words} isDemo={isDemo} onOpen={onOpen} />
          )}
        </div>
        <section className={styles.history} aria-label={text.history}>
          {shownId !== null && (
            <Button look="primary" icon="swap" onClick={() => setWanted({ kind: 'form' })}>
              {text.newOne}
            </Button>
          )}
          <h3>{text.history}</h3>
          {data?.items.length === 0 && <p className={styles.muted}>{text.noHistory}</p>}
          <ul>
            {data?.items.map((handover) => (
              <li key={handover.id}>
                <HistoryLine
                  handover={handover}
                  isShown={shownId === handover.id}
                  onShow={() => setWanted({ kind: 'signed', id: handover.id })}
                />
              </li>
            ))}
          </ul>
          {data?.nextCursor != null && <p className={styles.muted}>{text.onlyLast(formatNumber(handoversAtOnce))}</p>}
        </section>
      </div>
    </>
  )
}

type HistoryLineProps = { handover: Handover; isShown: boolean; onShow: () => void }
function HistoryLine({ handover, isShown, onShow }: HistoryLineProps) {
  const text = useText(handoversText)
  const language = useLanguage()
  const { signedAt, signedBy, takenBy, counts } = handover
  return (
    <button type="button" className={styles.line} aria-pressed={isShown} onClick={onShow}>
      <strong>{formatDateTime(signedAt, language)}</strong>
      <span>
        {signedBy} → {takenBy ?? <span className={styles.waiting}>{text.waiting}</span>}
      </span>
      <span className={styles.muted}>
        {`${text.counts.open} ${formatNumber(counts.open)} · ${text.counts.overdue} ${formatNumber(counts.overdue)}`}
      </span>
    </button>
  )
}

type AreaSelectProps = { areas: readonly string[]; value: string; onChange: (code: string) => void }
function AreaSelect({ areas, value, onChange }: AreaSelectProps) {
  const text = useText(handoversText)
  const names = useQueries({
    queries: areas.map((code) => ({
      queryKey: ['area-name', code],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchAreaName(code, signal),
      staleTime: 300_000,
    })),
  })
  return (
    <select
      className={styles.area}
      aria-label={text.area}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {areas.map((code, place) => (
        <option key={code} value={code}>
          {names[place]?.data ?? code}
        </option>
      ))}
    </select>
  )
}
