import { useEffect, useState } from 'react'
import { useSession } from '#web/api-client/session.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { askSession, lastActiveAt, reportActivity } from './session-actions.ts'

/** The server is told at most this often. */
const reportEveryMs = 60_000
const warningMs = 60_000
/** The server's clock decides; it is asked a moment after ours says that it is over. */
const graceMs = 1_000

const activityEvents = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Keeps the session while somebody is at work, and says so a minute before it ends because nobody is. */
export function IdleWarning() {
  const text = useText(accessText)
  const { status, session } = useSession()
  // once it is over there is nothing to stay for
  const idleMs = status === 'open' ? (session?.idleSeconds ?? 0) * 1000 : 0
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null)

  useEffect(() => {
    if (idleMs === 0) return
    // a short session is warned about in its second half
    const warnMs = Math.min(warningMs, idleMs / 2)
    const everyMs = Math.min(reportEveryMs, idleMs / 4)
    let reportedAt = 0
    let hasNews = false
    const report = () => {
      if (!hasNews || Date.now() - reportedAt < everyMs) return
      hasNews = false
      reportedAt = Date.now()
      // without an answer the next movement tries again
      reportActivity().catch(() => {
        hasNews = true
      })
    }
    const notice = () => {
      hasNews = true
      report()
    }
    let isAsking = false
    const look = () => {
      report()
      const leftMs = lastActiveAt() + idleMs - Date.now()
      setSecondsLeft(leftMs > warnMs ? null : Math.max(0, Math.ceil(leftMs / 1000)))
      if (leftMs > -graceMs || isAsking) return
      isAsking = true
      void askSession()
        .catch(() => {})
        .finally(() => {
          isAsking = false
        })
    }
    for (const name of activityEvents) window.addEventListener(name, notice, { capture: true, passive: true })
    // a computer that slept finds out at once
    document.addEventListener('visibilitychange', look)
    const timer = setInterval(look, 1_000)
    return () => {
      for (const name of activityEvents) window.removeEventListener(name, notice, { capture: true })
      document.removeEventListener('visibilitychange', look)
      clearInterval(timer)
      setSecondsLeft(null)
    }
  }, [idleMs])

  if (secondsLeft === null) return null
  const stay = () => {
    setSecondsLeft(null)
    void reportActivity().catch(() => {})
  }
  return (
    <Dialog title={text.idleTitle} closeLabel={text.stay} onClose={stay} hasField>
      <div className={styles.idle} role="alert">
        <p>{text.idleSentence(String(secondsLeft))}</p>
        <Button look="primary" onClick={stay} data-first-focus>
          {text.stay}
        </Button>
      </div>
    </Dialog>
  )
}
