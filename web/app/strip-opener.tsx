import { useEffect } from 'react'
import { forgetHand } from '#web/features/incidents/replay/past-store.ts'
import { replayText } from '#web/features/incidents/replay/replay.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Icon } from '#web/ui/icon.tsx'
import { useHeight, useWidth } from './layout.ts'
import styles from './map-furniture.module.css'

/** Narrower, the hours would have no room beside their buttons; lower, the table would leave no map above them. */
const leastSize = { width: 1200, height: 740 }

/** Whether the strip of hours stands below the map: as somebody wanted it, and where there is room; always while one looks back. */
export function useHasStrip(mayLookBack: boolean): boolean {
  const isWanted = useView((view) => view.isStripOpen)
  const isPast = useView((view) => view.replay !== null)
  const width = useWidth()
  const height = useHeight()
  const hasRoom = width >= leastSize.width && height >= leastSize.height
  const hasStrip = mayLookBack && (isPast || (isWanted ?? hasRoom))
  useEffect(() => {
    // when it comes again that is for another reason
    if (!hasStrip) forgetHand()
  }, [hasStrip])
  return hasStrip
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
