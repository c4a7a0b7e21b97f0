import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { isAtRung, isOver } from '#api/operations/incidents/lifecycle.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Section } from '#web/ui/section.tsx'
import type { CalledIncident } from './call-dialog.tsx'
import { WhistleCard } from './whistle-card.tsx'
import styles from './whistles.module.css'
import { whistlesOfQuery } from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

const CallDialog = lazy(() => import('./call-dialog.tsx').then((module) => ({ default: module.CallDialog })))

/** Which departments were called to an incident, how they stand, and the call itself. */
export function WhistleSection({ incident }: { incident: CalledIncident }) {
  const text = useText(whistlesText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const isSeen = isWithin(usePermission('incidents.report'), incident.gridCode)
  const canCall = isAtRung(usePermission('whistles.write') ?? [], incident) === true && !isOver(incident.state)
  const { data, error, refetch } = useQuery({ ...whistlesOfQuery(incident.id), enabled: isSeen })
  const [isCalling, setIsCalling] = useState(false)
  // what was begun stays also where the incident has ended meanwhile: the server says so, and nothing typed is lost
  if (!isSeen || (data?.items.length === 0 && !canCall && !isCalling)) return null
  return (
    <Section
      title={text.title}
      aside={
        canCall && (
          <Button icon="whistle" disabled={!data} onClick={() => setIsCalling(true)}>
            {text.call}
          </Button>
        )
      }
    >
      {!data && (
        <Awaited
          rows={2}
          failure={error && describeError(error, language)}
          onRetry={() => void refetch()}
          words={shared}
        />
      )}
      {data?.items.length === 0 && <p className={styles.muted}>{text.none}</p>}
      <div className={styles.cards}>
        {data?.items.map((whistle) => (
          <WhistleCard key={whistle.id} whistle={whistle} />
        ))}
      </div>
      <Suspense>
        {isCalling && data && (
          <CallDialog incident={incident} whistles={data.items} onClose={() => setIsCalling(false)} />
        )}
      </Suspense>
    </Section>
  )
}
