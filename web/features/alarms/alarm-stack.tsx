import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Alarm, AlarmsAnswer } from '#api/operations/alarms/alarms.contract.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatRelative, formatSince } from '#web/lib/format-time.ts'
import { leaveDialogs } from '#web/lib/open-dialogs.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { useUrgentSlot } from '#web/ui/urgent-slot.tsx'
import { type AlarmSound, startAlarmSound } from './alarm-sound.ts'
import styles from './alarms.module.css'
import { acknowledgeAlarm, alarmsQuery } from './alarms.queries.ts'
import { alarmsText } from './alarms.text.ts'

const mutedKey = 'onegrid.alarms.muted'
function readMuted(): boolean {
  try {
    return localStorage.getItem(mutedKey) === 'yes'
  } catch {
    // storage switched off by policy: it sounds, and what is chosen lasts as long as the page
    return false
  }
}
function keepMuted(isMuted: boolean): void {
  try {
    localStorage.setItem(mutedKey, isMuted ? 'yes' : 'no')
  } catch {
    // see readMuted
  }
}

const shownAtOnce = 4

/** The area of who has seen it, which the incident lies in. Pure. */
function nameReach({ townshipName, villageName, gridName }: Alarm, area: string): string {
  const level = levelOfCode(area)
  return level === 'township' ? townshipName : level === 'village' ? villageName : gridName
}

/** Sounds while something is there, unless somebody at this computer wants it quiet. */
function useAlarmSound(isSounding: boolean) {
  const [isMuted, setIsMuted] = useState(readMuted)
  const [isHeard, setIsHeard] = useState(true)
  const isOn = isSounding && !isMuted
  useEffect(() => {
    if (!isOn) return
    let sound: AlarmSound | undefined
    const look = () => setIsHeard(sound?.isHeard() ?? true)
    sound = startAlarmSound(look)
    look()
    return () => sound?.stop()
  }, [isOn])
  const mute = (wanted: boolean) => {
    keepMuted(wanted)
    setIsMuted(wanted)
  }
  return { isMuted, mute, isBlocked: isOn && !isHeard }
}

/** New orange and red incidents: they sound and stay until somebody says by name that they have been seen, over
 *  whatever else is open. `isEnabled`: not before the county is drawn. */
export function AlarmStack({ isEnabled, onShow }: { isEnabled: boolean; onShow: (incident: Incident) => void }) {
  const text = useText(alarmsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const queryClient = useQueryClient()
  const mayHandle = usePermission('incidents.handle') !== null
  const { data } = useQuery({ ...alarmsQuery(), enabled: isEnabled && mayHandle })
  const [busy, setBusy] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const items = mayHandle ? (data?.items ?? []) : []
  const { isMuted, mute, isBlocked } = useAlarmSound(items.length > 0)
  const slot = useUrgentSlot()
  if (items.length === 0) return null

  async function acknowledge({ id, severity }: Incident) {
    setBusy(id)
    setFailed(null)
    try {
      await acknowledgeAlarm(id, severity)
      queryClient.setQueryData<AlarmsAnswer>(
        ['alarms'],
        (known) =>
          known && { items: known.items.filter((item) => item.id !== id), total: Math.max(0, known.total - 1) },
      )
    } catch {
      setFailed(id)
    }
    setBusy(null)
    void queryClient.invalidateQueries({ queryKey: ['alarms'] })
  }

  const shown = items.slice(0, shownAtOnce)
  const total = data?.total ?? 0
  const others = total - shown.length
  const heading = text.heading(formatNumber(total))
  const stack = (
    <section
      className={styles.stack}
      data-worst={shown[0]?.severity}
      data-covers-map={slot ? undefined : true}
      role="alert"
      aria-label={heading}
    >
      <header className={styles.head}>
        <span>{heading}</span>
        <IconButton
          icon={isMuted ? 'soundOff' : 'sound'}
          label={isMuted ? text.sound : text.silence}
          isOn={!isMuted}
          onClick={() => mute(!isMuted)}
        />
      </header>
      <ul className={styles.list}>
        {shown.map((incident) => (
          <li key={incident.id} className={styles.alarm}>
            <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} />
            <div className={styles.what}>
              <strong>{incident.title}</strong>
              <span>
                {`${incident.townshipName} · ${incident.villageName} · ${formatRelative(incident.reportedAt, nowMs, language)}`}
              </span>
              {incident.seenBelow.map(({ area, acknowledgedBy, acknowledgedAt }) => (
                <span key={`${area} ${acknowledgedAt}`}>
                  {text.seenBelow(
                    nameReach(incident, area),
                    acknowledgedBy,
                    formatSince(acknowledgedAt, nowMs, language),
                  )}
                </span>
              ))}
            </div>
            <div className={styles.actions}>
              {/* a dialog asks first whether what was typed in it may go */}
              {!slot?.isFirm && <Button onClick={() => leaveDialogs(() => onShow(incident))}>{text.show}</Button>}
              <Button look="primary" disabled={busy === incident.id} onClick={() => void acknowledge(incident)}>
                {text.acknowledge}
              </Button>
            </div>
            {failed === incident.id && <span role="status">{text.failed}</span>}
          </li>
        ))}
      </ul>
      {(others > 0 || isBlocked) && (
        <div className={styles.note}>
          {others > 0 && <div>{text.more(formatNumber(others))}</div>}
          {isBlocked && <div>{text.blocked}</div>}
        </div>
      )}
    </section>
  )
  return slot ? createPortal(stack, slot.element) : stack
}
