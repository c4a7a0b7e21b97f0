import { type RefObject, useEffect, useRef } from 'react'
import { parentCode } from '#api/platform/http/shared.contract.ts'
import { locatePoint } from '#web/api-client/client.ts'
import { leavePast, reachForHand } from '#web/features/incidents/replay/past-store.ts'
import type { SearchBoxHandle } from '#web/features/search/search-box.tsx'
import { isTextField } from '#web/lib/is-text-field.ts'
import type { MapEngine, MapPadding } from '#web/map/map-types.ts'
import { currentList } from '#web/shared/list-keys.ts'
import type { PanelName } from '#web/shared/url-state.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { setConsole, useConsole } from './console-store.ts'
import { type Command, findCommand, hasWork } from './keyboard.ts'
import { visibleCenter } from './layout.ts'
import type { Navigation } from './use-navigation.ts'

type KeyboardOptions = {
  engine: MapEngine | null
  /** Null where there are no grids to go to. */
  go: Navigation | null
  hasMap: boolean
  /** The strip of hours is there, or comes when it is asked for. */
  mayLookBack: boolean
  padding: MapPadding
  searchRef: RefObject<SearchBoxHandle | null>
  countyBounds: [number, number, number, number] | undefined
  onTogglePanel: (name: PanelName) => void
}

/** A sheet over the console has every key, wherever in it the focus is: Esc closes it. */
const isCovered = (): boolean => document.querySelector('dialog:modal') !== null

/** The keyboard of the whole screen. Fields, menus and dialogs take their keys first. */
export function useKeyboard(options: KeyboardOptions): void {
  const newest = useRef(options)
  newest.current = options
  const lastPanel = useRef<PanelName>('incidents')

  useEffect(() => {
    const run = (command: Command) => commands[command](newest.current, lastPanel)
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isCovered()) return
      const command = findCommand({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        isComposing: event.isComposing,
        isTyping: isTextField(event.target) && event.key !== 'Escape',
      })
      const { go, hasMap, mayLookBack } = newest.current
      if (!command || !hasWork(command, { edition: go !== null, map: hasMap, past: mayLookBack })) return
      if (command === 'goUp' && isTextField(event.target)) {
        ;(event.target as HTMLElement).blur()
        return
      }
      event.preventDefault()
      run(command)
    }
    window.addEventListener('keydown', handleKeyDown)
    return () => window.removeEventListener('keydown', handleKeyDown)
  }, [])
}

type CommandHandler = (options: KeyboardOptions, lastPanel: RefObject<PanelName>) => void

/** Opens the form, or goes on in it where it is open. */
function startIntake(onTogglePanel: (name: PanelName) => void): void {
  const kind = document.querySelector<HTMLElement>('[data-intake] [role="radio"][tabindex="0"]:not(search *)')
  if (kind) kind.focus()
  else onTogglePanel('intake')
}

const toggleTool = (tool: 'distance' | 'area') =>
  setConsole({ tool: useConsole.getState().tool === tool ? null : tool, measurement: null })

const commands: Record<Command, CommandHandler> = {
  search: ({ searchRef }) => searchRef.current?.focus(),
  goUp: ({ go, mayLookBack }) => goUp(go, mayLookBack),
  nextItem: () => currentList()?.move(1),
  previousItem: () => currentList()?.move(-1),
  checkItem: () => currentList()?.check?.(),
  panelLayers: ({ onTogglePanel }) => onTogglePanel('layers'),
  panelIncidents: ({ onTogglePanel }) => onTogglePanel('incidents'),
  newIncident: ({ onTogglePanel }) => startIntake(onTogglePanel),
  panelWhistles: ({ onTogglePanel }) => onTogglePanel('whistles'),
  panelWork: ({ onTogglePanel }) => onTogglePanel('work'),
  panelHandover: ({ onTogglePanel }) => onTogglePanel('handover'),
  panelPatrols: ({ onTogglePanel }) => onTogglePanel('patrols'),
  panelEmergency: ({ onTogglePanel }) => onTogglePanel('emergency'),
  panelTable: ({ onTogglePanel }) => onTogglePanel('table'),
  panelImport: ({ onTogglePanel }) => onTogglePanel('import'),
  panelAdmin: ({ onTogglePanel }) => onTogglePanel('admin'),
  panelAudit: ({ onTogglePanel }) => onTogglePanel('audit'),
  panelCharts: ({ onTogglePanel }) => onTogglePanel('charts'),
  foldPanel({ onTogglePanel }, lastPanel) {
    const { panel } = useView.getState()
    if (panel) lastPanel.current = panel
    onTogglePanel(panel ?? lastPanel.current)
  },
  foldInspector: () => setConsole({ isInspectorFolded: !useConsole.getState().isInspectorFolded }),
  zoomIn: ({ engine }) => engine?.zoomBy(1),
  zoomOut: ({ engine }) => engine?.zoomBy(-1),
  wholeCounty: ({ go, countyBounds }) => countyBounds && go?.fit(countyBounds),
  selectCenter: ({ engine, go, padding }) => selectCenter(engine, go, padding),
  measureDistance: () => toggleTool('distance'),
  measureArea: () => toggleTool('area'),
  replay: () => reachForHand(),
  print: () => setConsole({ dialog: 'print' }),
  theme: () => changeView({ theme: useView.getState().theme === 'night' ? 'day' : 'night' }),
  language: () => changeView({ language: useView.getState().language === 'zh' ? 'en' : 'zh' }),
  help: () => setConsole({ dialog: 'help' }),
}

/** What is on top goes first: a list of choices, a tool, the past, then the selection level by level. */
function goUp(go: Navigation | null, mayLookBack: boolean): void {
  const { stack, tool } = useConsole.getState()
  const { selected } = useView.getState()
  const parent = selected?.kind === 'area' ? parentCode(selected.id) : undefined
  if (stack) setConsole({ stack: null })
  else if (tool) setConsole({ tool: null, measurement: null })
  else if (mayLookBack && leavePast()) return
  else if (parent) go?.openArea(parent)
  else if (selected) go?.selectThing(null)
}

/** The keyboard's click: the grid under the middle of the free part of the map. */
function selectCenter(engine: MapEngine | null, go: Navigation | null, padding: MapPadding): void {
  if (!engine || !go) return
  const camera = engine.getCamera()
  const center = visibleCenter(camera, padding)
  locatePoint(center, 'wgs84').then(
    (answer) => {
      const code = answer.inside ? answer.grid.code : null
      if (code === null) {
        go.openPoint(center)
        return
      }
      go.stepToArea(code, false)
      setConsole({ clicked: { code, lngLat: center, zoom: camera.zoom } })
    },
    // the header already says that the server is gone
    () => {},
  )
}
