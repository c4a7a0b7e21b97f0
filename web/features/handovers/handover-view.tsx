import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { takeHandover } from '#web/api-client/handover-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { HandoverFigures, HandoverIncidents, type IncidentWords } from './handover-incidents.tsx'
import { HandoverPrint } from './handover-print.tsx'
import styles from './handovers.module.css'
import { handoverQuery, takeIn } from './handovers.queries.ts'
import { handoversText } from './handovers.text.ts'

type HandoverViewProps = {
  id: string
  words: IncidentWords
  isDemo: boolean
  onOpen: (incidentId: string, lngLat: LngLat) => void
}

/** One that was signed: what it says, who signed it and who has taken it, or may. */
export function HandoverView({ id, words, isDemo, onOpen }: HandoverViewProps) {
  const text = useText(handoversText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(handoverQuery(id))
  const [isPrinting, setIsPrinting] = useState(false)
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<unknown>(null)
  if (!data)
    return <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
  const time = (at: string) => formatDateTime(at, language)
  const take = () =>
    begin(async () => {
      setFault(null)
      try {
        takeIn(queryClient, await takeHandover(id))
      } catch (failure) {
        setFault(failure)
        await refetch()
      }
    })
  const { takenAt, takenBy, isOwn } = data
  return (
    <article className={styles.form} aria-label={text.sheetTitle}>
      <header className={styles.head}>
        <h2>{data.areaName}</h2>
        <Button icon="print" onClick={() => setIsPrinting(true)}>
          {text.print}
        </Button>
        <p className={styles.muted}>{text.span(time(data.from), time(data.to))}</p>
      </header>
      <div className={styles.signatures} data-taken={takenAt !== null}>
        <p>{text.signed(data.signedBy, time(data.signedAt))}</p>
        {takenAt !== null && takenBy !== null ? (
          <p>{text.taken(takenBy, time(takenAt))}</p>
        ) : (
          <p>
            <span className={styles.waiting}>{text.waiting}</span>
            {` · ${isOwn ? text.ownHint : text.takeHint}`}
          </p>
        )}
        {fault !== null && (
          <p className={styles.fault} role="alert">
            {describeError(fault, language)}
          </p>
        )}
        {takenAt === null && !isOwn && (
          <Button look="primary" icon="check" disabled={isBusy} onClick={() => void take()}>
            {text.take}
          </Button>
        )}
      </div>
      <section className={styles.note}>
        <h3>{text.note}</h3>
        <p>{data.note || text.noNote}</p>
      </section>
      <div className={styles.content}>
        <HandoverFigures counts={data.counts} />
        <HandoverIncidents incidents={data.incidents} isCut={data.isCut} words={words} onOpen={onOpen} />
      </div>
      {isPrinting && (
        <HandoverPrint handover={data} words={words} isDemo={isDemo} onClose={() => setIsPrinting(false)} />
      )}
    </article>
  )
}
