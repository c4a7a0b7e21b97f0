import type { PanelName } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { helpText } from './console.text.ts'
import styles from './help-dialog.module.css'
import { type Command, keyBindings } from './keyboard.ts'
import { usePanels } from './use-panels.ts'

const groups: { name: 'find' | 'panels' | 'map' | 'screen'; commands: Command[] }[] = [
  { name: 'find', commands: ['search', 'goUp', 'nextItem', 'previousItem', 'checkItem'] },
  {
    name: 'panels',
    commands: [
      'panelLayers',
      'panelIncidents',
      'newIncident',
      'panelWork',
      'panelHandover',
      'panelWhistles',
      'panelPatrols',
      'panelEmergency',
      'panelTable',
      'panelImport',
      'panelAdmin',
      'panelAudit',
      'panelCharts',
      'foldPanel',
      'foldInspector',
    ],
  },
  {
    name: 'map',
    commands: ['zoomIn', 'zoomOut', 'wholeCounty', 'selectCenter', 'measureDistance', 'measureArea', 'replay', 'print'],
  },
  { name: 'screen', commands: ['theme', 'language', 'help'] },
]

const commandPanels: Partial<Record<Command, PanelName>> = {
  panelIncidents: 'incidents',
  newIncident: 'intake',
  panelWork: 'work',
  panelHandover: 'handover',
  panelWhistles: 'whistles',
  panelPatrols: 'patrols',
  panelImport: 'import',
  panelAdmin: 'admin',
  panelAudit: 'audit',
  panelCharts: 'charts',
  replay: 'charts',
}

/** Every key of the console. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const text = useText(helpText)
  const mayOpen = usePanels()
  const line = (label: string, keys: readonly string[]) => (
    <div key={label}>
      <dt>{label}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  )
  return (
    <Dialog title={text.title} closeLabel={text.close} onClose={onClose} isWide>
      <div className={styles.groups}>
        {groups.map(({ name, commands }) => (
          <section key={name}>
            <h3>{text.groups[name]}</h3>
            <dl>
              {commands
                .filter((command) => mayOpen(commandPanels[command] ?? 'layers'))
                .map((command) => line(text.commands[command], keyBindings[command]))}
              {name === 'map' && line(text.panMap, ['←', '↑', '→', '↓'])}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
