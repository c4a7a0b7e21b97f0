import { useQuery } from '@tanstack/react-query'
import { checkReady } from '#web/api-client/client.ts'
import { useConnection } from '#web/api-client/connection.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { consoleText } from './console.text.ts'
import styles from './header.module.css'

const calmPollMs = 15_000
const urgentPollMs = 3_000

/** Green while the server answers; amber without its database, red without it, each with the age of what is shown. */
export function ConnectionState() {
  const text = useText(consoleText)
  const language = useLanguage()
  const nowMs = useNow()
  const { state, lastAnswerAt } = useConnection()
  // its only use is its effect: the client reports every answer
  useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => checkReady(signal).then(() => true),
    retry: false,
    refetchInterval: state === 'online' ? calmPollMs : urgentPollMs,
    refetchIntervalInBackground: true,
  })
  const words = { unknown: text.connecting, online: text.online, degraded: text.degraded, offline: text.offline }[state]
  const ageMs = lastAnswerAt === null ? null : Math.max(0, nowMs - lastAnswerAt)
  const age = ageMs !== null && state !== 'online' ? text.dataAge(formatSpan(ageMs, language)) : null
  const title = [words, age, state === 'online' || state === 'unknown' ? null : text.retrying]
    .filter(Boolean)
    .join(' · ')
  return (
    <output className={styles.connection} data-state={state} aria-label={text.connection} title={title}>
      <span className={styles.lamp} />
      <span className={styles.connectionText}>
        {words}
        {age && <span className={styles.age}> · {age}</span>}
      </span>
    </output>
  )
}
