import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { endOtherSessions, endOwnSession } from '#web/api-client/access-calls.ts'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Section } from '#web/ui/section.tsx'
import styles from './access.module.css'
import { ownSessionsQuery } from './access.queries.ts'
import { accessText } from './access.text.ts'
import { FormFault } from './form-fault.tsx'

/** Where one is signed in oneself; another device is signed out from here. */
export function OwnSessions() {
  const text = useText(accessText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(ownSessionsQuery())
  const [isBusy, setIsBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const end = async (work: () => Promise<unknown>) => {
    setIsBusy(true)
    setFault(null)
    try {
      await work()
    } catch (thrown) {
      // it had ended before
      if (problemCode(thrown) !== 'not_found') setFault(describeError(thrown, language))
    }
    await queryClient.invalidateQueries(ownSessionsQuery())
    setIsBusy(false)
    // its button has gone with the device
    list.current?.focus()
  }
  if (!data)
    return (
      <Awaited
        failure={error && describeError(error, language)}
        onRetry={() => void refetch()}
        rows={2}
        words={shared}
      />
    )
  const hasOthers = data.some(({ isThis }) => !isThis)
  return (
    <Section title={text.sessions}>
      <FormFault>{fault}</FormFault>
      <ul ref={list} className={styles.entries} tabIndex={-1} aria-label={text.sessions}>
        {[...data]
          .sort((a, b) => Number(b.isThis) - Number(a.isThis))
          .map(({ id, device, address, way, createdAt, activeAt, isThis }) => (
            <li key={id}>
              <div className={styles.entry}>
                <div>
                  <strong>
                    {device} · {address}
                  </strong>
                  <span className={styles.quiet}>
                    {isThis ? text.thisDevice : text.activeAgo(formatRelative(activeAt, nowMs, language))}
                    {' · '}
                    <span className={styles.date}>{text.signedInAt(formatDateTime(createdAt, language))}</span>
                    {way && ` · ${shared.way[way]}`}
                  </span>
                </div>
                {!isThis && (
                  <Button
                    aria-label={text.endSessionOf(device)}
                    disabled={isBusy}
                    onClick={() => void end(() => endOwnSession(id))}
                  >
                    {text.endSession}
                  </Button>
                )}
              </div>
            </li>
          ))}
      </ul>
      {hasOthers && (
        <div className={styles.inlineActions}>
          <Button disabled={isBusy} onClick={() => void end(endOtherSessions)}>
            {text.endOthers}
          </Button>
        </div>
      )}
    </Section>
  )
}
