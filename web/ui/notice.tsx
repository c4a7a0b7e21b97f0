import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import styles from './notice.module.css'

type NoticeProps = {
  icon?: IconName
  /** One sentence that says what to do. */
  children: ReactNode
  action?: { text: string; onClick: () => void }
  tone?: 'plain' | 'warning'
}

/** The empty or failed state of a list or panel. */
export function Notice({ icon = 'search', children, action, tone = 'plain' }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'warning' ? 'alert' : 'status'}>
      <Icon name={icon} size={24} />
      <p>{children}</p>
      {action && <Button onClick={action.onClick}>{action.text}</Button>}
    </div>
  )
}

/** Grey bars in the shape of what is being loaded. */
export function Skeleton({ rows = 4, label }: { rows?: number; label: string }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <div key={row}>
          <span style={{ width: `${62 - (row % 3) * 12}%` }} />
          <span style={{ width: `${86 - (row % 4) * 9}%` }} />
        </div>
      ))}
    </div>
  )
}

export type AwaitedProps = {
  /** What went wrong; null or absent while it is only slow. */
  failure?: string | null
  /** Absent where asking again would not help. */
  onRetry?: () => void
  /** What helps instead of asking again. */
  remedy?: { text: string; onClick: () => void }
  rows?: number
  words: { loading: string; retry: string }
}

/** In the place of what is being read: its shape, or why it did not come and a way to ask again. */
export function Awaited({ failure, onRetry, remedy, rows = 6, words }: AwaitedProps) {
  if (!failure) return <Skeleton rows={rows} label={words.loading} />
  return (
    <Notice icon="warning" tone="warning" action={remedy ?? (onRetry && { text: words.retry, onClick: onRetry })}>
      {failure}
    </Notice>
  )
}
