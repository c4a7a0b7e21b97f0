import { create } from 'zustand'
import { leaveTopDialog } from '#web/lib/open-dialogs.ts'
import {
  type CameraState,
  parseCamera,
  parseView,
  type SelectedThing,
  serializeCamera,
  serializeView,
  tableViewOf,
  type ViewState,
} from './url-state.ts'

// above the store, which reads it as it is made
const preferenceKey = 'onegrid.preferences'

/** What the screen shows; one place, mirrored in the address bar. The camera is the map's and only passes through. */
export const useView = create<ViewState>(() => readAddress())

function readPreferences(): Partial<ViewState> {
  try {
    const stored = JSON.parse(localStorage.getItem(preferenceKey) ?? '{}') as Partial<ViewState>
    return {
      ...((stored.theme === 'day' || stored.theme === 'night') && { theme: stored.theme }),
      ...((stored.language === 'zh' || stored.language === 'en') && { language: stored.language }),
    }
  } catch {
    // storage switched off by policy: the address bar is enough
    return {}
  }
}

function readAddress(): ViewState {
  const preferred = readPreferences()
  // a phone has no room for a list beside the map: there the map comes first
  const isPhone = window.matchMedia('(max-width: 760px)').matches
  return parseView(window.location.search, { ...preferred, ...(isPhone && { panel: null }) })
}

let cameraText = window.location.hash.replace(/^#/, '')

function writeAddress(view: ViewState, mode: 'push' | 'replace'): void {
  const search = serializeView(view)
  const address = `${window.location.pathname}${search && `?${search}`}${cameraText && `#${cameraText}`}`
  // compared as the browser writes it, which escapes more than we do
  const { href } = new URL(address, window.location.href)
  if (href === window.location.href) return
  try {
    window.history[mode === 'push' ? 'pushState' : 'replaceState'](null, '', href)
  } catch (error) {
    // Safari refuses after a hundred in half a minute; the next change writes the whole view again
    console.warn('address', error)
  }
}

/** Changes the view and the address. `push` is for what "back" should undo (a selection, a panel), `replace` for the rest. */
export function changeView(change: Partial<ViewState>, mode: 'push' | 'replace' = 'replace'): void {
  useView.setState(change)
  const view = useView.getState()
  writeAddress(view, mode)
  if (change.theme || change.language) {
    try {
      localStorage.setItem(preferenceKey, JSON.stringify({ theme: view.theme, language: view.language }))
    } catch {
      // see readPreferences
    }
  }
}

const isSame = (a: SelectedThing | null, b: SelectedThing | null) => a?.kind === b?.kind && a?.id === b?.id

/** Selects something for the inspector; the same again changes nothing. */
export function select(selected: SelectedThing | null): void {
  if (!isSame(useView.getState().selected, selected)) changeView({ selected }, 'push')
}

/** The camera in the address at the start of the page. */
export const readStartCamera = (): CameraState | null => parseCamera(window.location.hash)

/** Writes where the map came to rest; never makes a step of history. */
export function rememberCamera(camera: CameraState): void {
  cameraText = serializeCamera(camera)
  writeAddress(useView.getState(), 'replace')
}

/** Follows "back" and "forward". `onCamera` gets the camera of the step. Returns the function that stops it. */
export function followHistory(onCamera: (camera: CameraState) => void): () => void {
  const handlePopState = () => {
    const now = useView.getState()
    // a step leaves what lies on top and nothing else: it is taken back
    if (leaveTopDialog()) return writeAddress(now, 'push')
    const { theme, language, isLegendFolded, isStripOpen } = now
    // habits, not steps: going back does not change them
    const next = { ...readAddress(), theme, language, isLegendFolded, isStripOpen }
    // an address without the table says nothing about its rows
    useView.setState(next.panel === 'table' ? next : { ...next, ...tableViewOf(now) })
    const camera = parseCamera(window.location.hash)
    cameraText = window.location.hash.replace(/^#/, '')
    // the step's address was written with the habits of its time, and a copy of it should bring what is on the screen
    writeAddress(useView.getState(), 'replace')
    if (camera) onCamera(camera)
  }
  window.addEventListener('popstate', handlePopState)
  return () => window.removeEventListener('popstate', handlePopState)
}
