import { create } from 'zustand'
import {
  type CameraState,
  parseCamera,
  parseView,
  type SelectedThing,
  serializeCamera,
  serializeView,
  type ViewState,
} from './url-state.ts'

/** What the screen shows; one place, mirrored in the address bar. The camera is the map's and only passes through. */
export const useView = create<ViewState>(() => readAddress())

const preferenceKey = 'onegrid.preferences'

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
  const url = `${window.location.pathname}${search && `?${search}`}${cameraText && `#${cameraText}`}`
  if (url === `${window.location.pathname}${window.location.search}${window.location.hash}`) return
  window.history[mode === 'push' ? 'pushState' : 'replaceState'](null, '', url)
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
    const { theme, language } = useView.getState()
    // theme and language are habits, not steps: going back does not change them
    useView.setState({ ...readAddress(), theme, language })
    const camera = parseCamera(window.location.hash)
    cameraText = window.location.hash.replace(/^#/, '')
    if (camera) onCamera(camera)
  }
  window.addEventListener('popstate', handlePopState)
  return () => window.removeEventListener('popstate', handlePopState)
}
