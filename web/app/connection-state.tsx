import { useQuery } from '@tanstack/react-query'
import { checkReady } from '#web/api-client/client.ts'
import { useConnection } from '#web/api-client/connection.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { streamLimits } from '#web/live/event-stream.ts'
import { isLate, type Live, useLive } from '#web/live/live-store.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { consoleText } from './console.text.ts'
import styles from './header.module.css'

const calmPollMs = 15_000
const urgentPollMs = 3_000
const { pollMs } = streamLimits

type Words = ReturnType<typeof useText<typeof consoleText>>

const seconds = (ms: number, digits: number) => `${(ms / 1000).toFixed(digits)} s`

/** How events come, while the server answers. */
function describeLive(live: Live, nowMs: number, text: Words) {
  if (live.way === 'connecting' || live.heardAt === null) return null
  // Nobody has to know of a cut that is mended in a moment.
  if (live.way === 'offline' || isLate(live, nowMs))
    return {
      is: 'late',
      words: text.late(seconds(Math.max(live.delayMs, nowMs - live.heardAt), 0)),
      title: text.lateTitle,
    }
  if (live.way === 'polling') return { is: 'late', words: text.late(seconds(pollMs, 0)), title: text.pollingTitle }
  return { is: 'live', words: text.live(seconds(live.delayMs, 1)), title: text.liveTitle }
}

/** Green while the server answers and events come; amber without its database, red without it, each with the age of what is shown. */
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
  const live = useLive()
  const shown = state === 'online' ? describeLive(live, nowMs, text) : null
  const words =
    shown?.words ??
    { unknown: text.connecting, online: text.online, degraded: text.degraded, offline: text.offline }[state]
  const ageMs = lastAnswerAt === null ? null : Math.max(0, nowMs - lastAnswerAt)
  const age = ageMs !== null && state !== 'online' ? text.dataAge(formatSpan(ageMs, language)) : null
  const title = [words, shown?.title, age, state === 'online' || state === 'unknown' ? null : text.retrying]
    .filter(Boolean)
    .join(' · ')
  return (
    <output
      className={styles.connection}
      data-state={state}
      data-live={shown?.is}
      aria-label={text.connection}
      title={title}
    >
      <span className={styles.lamp} />
      <span className={styles.connectionText}>
        {words}
        {age && <span className={styles.age}> · {age}</span>}
      </span>
    </output>
  )
}
