import { useQueries } from '@tanstack/react-query'
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Grant, SessionAnswer } from '#api/platform/access/access.contract.ts'
import { fetchAreaName } from '#web/api-client/access-calls.ts'
import { useSession } from '#web/api-client/session.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Icon } from '#web/ui/icon.tsx'
import { accessText } from './access.text.ts'
import type { AccountTopic } from './account-topic.ts'
import styles from './user-menu.module.css'
import { readBindOutcome, withoutWayOutcome } from './way-outcome.ts'

const AccountDialog = lazy(() => import('./account-dialog.tsx').then((module) => ({ default: module.AccountDialog })))

type Entry = { text: string; icon: 'shield' | 'record' | 'people'; onChoose: () => void }

/** Who has signed in, with what roles, and what can be done about it. */
export function UserMenu({ entries, onSignOut }: { entries: readonly Entry[]; onSignOut: () => Promise<void> }) {
  const text = useText(accessText)
  const { session } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  // back from another system, to which somebody went to bind the own account
  const [outcome, setOutcome] = useState(() => readBindOutcome(window.location.href))
  const [topic, setTopic] = useState<AccountTopic | null>(outcome && 'own')
  const frame = useRef<HTMLDivElement>(null)
  const close = (returnFocus: boolean) => {
    setIsOpen(false)
    if (returnFocus) frame.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (isOpen) frame.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
  }, [isOpen])
  useEffect(() => {
    if (outcome) window.history.replaceState(window.history.state, '', withoutWayOutcome(window.location.href))
  }, [outcome])
  const leave = () => {
    setTopic(null)
    setOutcome(null)
  }
  if (!session) return null

  const handleKeyDown = (event: KeyboardEvent) => {
    const items = [...(frame.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }
    const next = steps[event.key]
    if (event.key === 'Escape') close(true)
    else if (next !== undefined) items[(next + items.length) % items.length]?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const item = (label: string, icon: Parameters<typeof Icon>[0]['name'], onChoose: () => void, aside?: string) => (
    <button
      type="button"
      role="menuitem"
      className={styles.item}
      onClick={() => {
        close(true)
        onChoose()
      }}
    >
      <Icon name={icon} size={16} />
      <span>{label}</span>
      {aside && <span className={styles.aside}>{aside}</span>}
    </button>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches where the focus goes
    <div
      ref={frame}
      className={styles.frame}
      onBlur={(event) => {
        if (isOpen && event.relatedTarget && !frame.current?.contains(event.relatedTarget)) close(false)
      }}
    >
      <button
        type="button"
        className={styles.button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={`${text.account}: ${session.name}`}
        title={session.name}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="user" size={18} />
        <span className={styles.name}>{session.name}</span>
        <Icon name="chevronDown" size={12} />
      </button>
      {isOpen && (
        <>
          <button
            type="button"
            className={styles.backdrop}
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => close(true)}
          />
          <div className={styles.menu}>
            <div className={styles.head}>
              <strong>{session.name}</strong>
              <span>{session.username}</span>
            </div>
            <GrantList session={session} />
            <div role="menu" aria-label={text.account} className={styles.items} onKeyDown={handleKeyDown}>
              {entries.map(({ text: label, icon, onChoose }) => (
                <div key={label} role="none">
                  {item(label, icon, onChoose)}
                </div>
              ))}
              {item(text.changeTitle, 'key', () => setTopic('password'))}
              {item(
                text.secondFactor,
                'shield',
                () => setTopic('second-factor'),
                session.hasSecondFactor ? text.isOn : text.isOff,
              )}
              {item(text.ownTitle, 'wall', () => setTopic('own'))}
              {item(text.signOutAll, 'people', () => setTopic('sign-out-all'))}
              {item(text.signOut, 'signOut', () => void onSignOut().catch(() => setTopic('sign-out-failed')))}
            </div>
          </div>
        </>
      )}
      {topic && (
        <Suspense>
          <AccountDialog topic={topic} session={session} outcome={outcome} onClose={leave} />
        </Suspense>
      )}
    </div>
  )
}

function GrantList({ session: { grants } }: { session: SessionAnswer }) {
  const text = useText(accessText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areas = [...new Set(grants.map(({ area }) => area))]
  const names = useQueries({
    queries: areas.map((code) => ({
      queryKey: ['area-name', code],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchAreaName(code, signal),
      staleTime: 5 * 60_000,
    })),
  })
  const nameOf = (code: string) => names[areas.indexOf(code)]?.data ?? code
  if (grants.length === 0) return <p className={styles.none}>{text.noRoles}</p>
  return (
    <ul className={styles.grants} aria-label={text.roles}>
      {grants.map(({ role, area, until }: Grant) => (
        <li key={`${role} ${area}`}>
          <span>{shared.role[role]}</span>
          <span className={styles.aside}>
            {nameOf(area)}
            {until && ` · ${text.until(formatDateTime(until, language))}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
