/** Every command of the console and the keys that give it; the help sheet lists exactly these. */
export const keyBindings = {
  search: ['/', 'Ctrl K'],
  goUp: ['Esc'],
  nextItem: ['j'],
  previousItem: ['k'],
  checkItem: ['x'],
  panelLayers: ['1', 'l'],
  panelIncidents: ['2'],
  newIncident: ['n'],
  panelPatrols: ['3'],
  panelEmergency: ['4'],
  panelWhistles: ['9'],
  panelWork: ['w'],
  panelHandover: ['h'],
  panelTable: ['5'],
  panelImport: ['6'],
  panelAdmin: ['7'],
  panelAudit: ['8'],
  panelCharts: ['d'],
  foldPanel: ['['],
  foldInspector: [']'],
  zoomIn: ['+', '='],
  zoomOut: ['-'],
  wholeCounty: ['0'],
  selectCenter: ['c'],
  measureDistance: ['m'],
  measureArea: ['a'],
  replay: ['r'],
  print: ['p'],
  theme: ['t'],
  language: ['e'],
  help: ['?'],
} as const satisfies Record<string, readonly string[]>

export type Command = keyof typeof keyBindings

const withoutEdition: ReadonlySet<Command> = new Set<Command>([
  'panelImport',
  'panelAdmin',
  'panelAudit',
  'theme',
  'language',
  'help',
])
const onMap: ReadonlySet<Command> = new Set<Command>([
  'panelLayers',
  'panelEmergency',
  'zoomIn',
  'zoomOut',
  'wholeCounty',
  'selectCenter',
  'measureDistance',
  'measureArea',
  'print',
])

type Surroundings = { edition: boolean; map: boolean; past: boolean }

/** Whether a command has anything to do where there are no grids, grids and no map of them, or no past to look back at. Pure. */
export function hasWork(command: Command, has: Surroundings): boolean {
  if (command === 'replay') return has.past
  return has.edition ? has.map || !onMap.has(command) : withoutEdition.has(command)
}

export type KeyPress = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  /** The focus is in a field that takes text. */
  isTyping: boolean
}

const commandByKey = new Map<string, Command>(
  Object.entries(keyBindings).flatMap(([command, keys]) => keys.map((key) => [key, command as Command] as const)),
)

/** What a key press asks for, null for nothing. Never while somebody types or an input method composes; only ⌘K and
 *  Ctrl K work with a modifier, so no key of the browser is stolen. Pure. */
export function findCommand(press: KeyPress): Command | null {
  if (press.isComposing) return null
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === 'k') return 'search'
  if (press.ctrlKey || press.metaKey || press.altKey || press.isTyping) return null
  // Chinese layouts give the full-width sign
  const plain: Record<string, string> = { '？': '?', '、': '/', '【': '[', '】': ']', Escape: 'Esc' }
  const key = plain[press.key] ?? press.key
  // Caps Lock must not make the keyboard deaf
  return commandByKey.get(key) ?? commandByKey.get(key.length === 1 ? key.toLowerCase() : key) ?? null
}
