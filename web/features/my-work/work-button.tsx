import { useQuery } from '@tanstack/react-query'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { IconButton } from '#web/ui/button.tsx'
import styles from './my-work.module.css'
import { myWorkQuery } from './my-work.queries.ts'
import { myWorkText } from './my-work.text.ts'

/** More has no place beside an icon. */
const mostShown = 99

type WorkButtonProps = { isEnabled: boolean; isOpen: boolean; onToggle: () => void }

/** Opens what waits for whoever has signed in, and says how much of it is unread. `isEnabled`: not before the county is drawn. */
export function WorkButton({ isEnabled, isOpen, onToggle }: WorkButtonProps) {
  const text = useText(myWorkText)
  const { data } = useQuery({ ...myWorkQuery(), enabled: isEnabled })
  const unread = data?.unread ?? 0
  return (
    <span className={styles.button} data-unread={unread}>
      <IconButton icon="inbox" label={text.open(formatNumber(unread))} shortcut="w" isOn={isOpen} onClick={onToggle} />
      {unread > 0 && (
        <span className={styles.badge} aria-hidden="true">
          {unread > mostShown ? `${mostShown}+` : unread}
        </span>
      )}
    </span>
  )
}
