import { formatNumber } from '#web/lib/format-number.ts'
import { formatClock } from '#web/lib/format-time.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { hasIdleFilter } from '../filter/incident-filter.ts'
import { returnToNow, useInstant, usePast } from './past-store.ts'
import styles from './replay.module.css'
import { replayText } from './replay.text.ts'

/** A frame around the map while it shows the past: nobody may take that for now. */
export const PastFrame = () => (useInstant() === null ? null : <div className={styles.frame} aria-hidden="true" />)

/** Says that the map shows the past, which instant of it, and leads back. */
export function PastSign() {
  const text = useText(replayText)
  const language = useLanguage()
  const instantMs = useInstant()
  const standing = usePast((state) => state.standing)
  const fresh = usePast((state) => state.freshIds.size)
  const isUnfiltered = useView(hasIdleFilter)
  if (instantMs === null) return null
  return (
    <section className={styles.sign} aria-label={text.past} data-past={new Date(instantMs).toISOString()}>
      <Icon name="clock" size={16} />
      <strong>{text.past}</strong>
      <time dateTime={new Date(instantMs).toISOString()}>{formatClock(instantMs, language)}</time>
      <span className={styles.standing} data-standing={standing?.length}>
        {standing ? text.standing(formatNumber(standing.length)) : text.loading}
      </span>
      {fresh > 0 && (
        <button type="button" className={styles.fresh} onClick={returnToNow} data-fresh={fresh}>
          {text.fresh(formatNumber(fresh))}
        </button>
      )}
      <Button look="primary" onClick={returnToNow}>
        {text.toNow}
      </Button>
      {isUnfiltered && <p className={styles.unfiltered}>{text.unfiltered}</p>}
    </section>
  )
}
