import { replayText } from '#web/features/incidents/replay.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Icon } from '#web/ui/icon.tsx'
import { useIsPhone, useWidth } from './layout.ts'
import styles from './map-furniture.module.css'

/** Narrower, a strip of hours would have no room beside its buttons. */
const leastWidth = 1024

/** Whether the strip of hours stands below the map: as somebody wanted it, and where there is room; always while one looks back. */
export function useHasStrip(mayLookBack: boolean): boolean {
  const isWanted = useView((view) => view.isStripOpen)
  const isPast = useView((view) => view.replay !== null)
  const isPhone = useIsPhone()
  const isWide = useWidth() >= leastWidth
  return mayLookBack && (isPast || (isWanted ?? (!isPhone && isWide)))
}

/** Opens it, where it is folded. */
export function StripOpener() {
  const text = useText(replayText)
  return (
    <button type="button" className={styles.opener} onClick={() => changeView({ isStripOpen: true })}>
      <Icon name="clock" size={14} />
      {text.open}
    </button>
  )
}
