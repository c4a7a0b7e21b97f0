import type { PanelName } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { Icon, type IconName } from '#web/ui/icon.tsx'
import { consoleText } from './console.text.ts'
import { setConsole, useConsole } from './console-store.ts'
import styles from './rail.module.css'
import { usePanels } from './use-panels.ts'

type RailItem = { name: PanelName; icon: IconName; key: string }

const panels: RailItem[] = [
  { name: 'layers', icon: 'layers', key: '1' },
  { name: 'incidents', icon: 'incidents', key: '2' },
  { name: 'intake', icon: 'plus', key: 'n' },
  { name: 'whistles', icon: 'whistle', key: '9' },
  { name: 'patrols', icon: 'patrols', key: '3' },
  { name: 'emergency', icon: 'emergency', key: '4' },
  { name: 'table', icon: 'table', key: '5' },
  { name: 'charts', icon: 'chart', key: 'd' },
]

/** About nothing but the map. */
const mapPanels: readonly PanelName[] = ['layers', 'emergency']

/** Where there are no layers to open it from. */
const importPanel: RailItem = { name: 'import', icon: 'upload', key: '6' }

/** At the lower end; on a phone they are in the menu of the account. */
const deskPanels: RailItem[] = [
  { name: 'admin', icon: 'people', key: '7' },
  { name: 'audit', icon: 'record', key: '8' },
]

type ConsoleRailProps = {
  /** There are grids for panels to be about. */
  hasEdition: boolean
  onTogglePanel: (name: PanelName) => void
  /** Null where there is no map: then there is neither what looks at it nor what is done with it. */
  onToggleMeasure: (() => void) | null
}

/** One panel at a time; the open one again folds it. */
export function ConsoleRail({ hasEdition, onTogglePanel, onToggleMeasure }: ConsoleRailProps) {
  const text = useText(consoleText)
  const panel = useView((view) => view.panel)
  const mayOpen = usePanels()
  const hasMap = onToggleMeasure !== null
  const withoutMap = [...panels.filter(({ name }) => hasEdition && !mapPanels.includes(name)), importPanel]
  const panelButton = ({ name, icon, key }: RailItem, isDesk = false) =>
    mayOpen(name) && (
      <button
        key={name}
        type="button"
        className={styles.item}
        data-desk={isDesk || undefined}
        // what is imported is opened from the layers
        aria-pressed={panel === name || (name === 'layers' && panel === 'import')}
        aria-keyshortcuts={key}
        title={`${text.panel[name]} (${key})`}
        onClick={() => onTogglePanel(name)}
      >
        <Icon name={icon} size={20} />
        <span>{text.panel[name]}</span>
      </button>
    )
  return (
    <nav className={styles.rail} aria-label={text.panels}>
      {(hasMap ? panels : withoutMap).map((item) => panelButton(item))}
      <span className={styles.gap} />
      {deskPanels.map((item) => panelButton(item, hasEdition))}
      {hasMap && <MapTools onToggleMeasure={onToggleMeasure} />}
    </nav>
  )
}

function MapTools({ onToggleMeasure }: { onToggleMeasure: () => void }) {
  const text = useText(consoleText)
  const tool = useConsole((state) => state.tool)
  return (
    <>
      <button
        type="button"
        className={styles.item}
        aria-pressed={tool === 'distance' || tool === 'area'}
        aria-keyshortcuts="m"
        title={`${text.measure} (m)`}
        onClick={onToggleMeasure}
      >
        <Icon name="ruler" size={20} />
        <span>{text.measure}</span>
      </button>
      <button
        type="button"
        className={styles.item}
        data-desk="true"
        aria-keyshortcuts="p"
        title={`${text.print} (p)`}
        onClick={() => setConsole({ dialog: 'print' })}
      >
        <Icon name="print" size={20} />
        <span>{text.print}</span>
      </button>
    </>
  )
}
