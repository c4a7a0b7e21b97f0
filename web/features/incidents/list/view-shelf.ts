import { defaultView, parseView, serializeView } from '#web/shared/url-state.ts'
import { type FilterView, filterViewOf } from '../filter/incident-filter.ts'

/** A filter under a name; `search` is what stands of it in the address, so that whatever reads addresses reads it. */
export type SavedView = { name: string; search: string }

export const mostViews = 30
export const longestName = 30

/** As it is kept. Pure; `readFilter` reads it back. */
export const writeFilter = (filter: FilterView): string => serializeView({ ...defaultView, ...filterViewOf(filter) })
export const readFilter = (search: string): FilterView => filterViewOf(parseView(search))

/** Whether keeping something under a name takes it from another view: then it is asked about first. `former`: of a view that
 *  is renamed. Pure. */
export const isTaken = (views: readonly SavedView[], name: string, former?: string): boolean =>
  name !== former && views.some((each) => each.name === name)

/** Keeps a filter under a name; the same name again is kept anew in its place. Pure; null where there is no room. */
export function putView(views: readonly SavedView[], view: SavedView): SavedView[] | null {
  if (isTaken(views, view.name)) return views.map((each) => (each.name === view.name ? view : each))
  return views.length >= mostViews ? null : [...views, view]
}

/** Another name in the same place; a view that already has that name makes room for it. Pure. */
export const renameView = (views: readonly SavedView[], name: string, next: string): SavedView[] =>
  name === next
    ? [...views]
    : views.filter((each) => each.name !== next).map((each) => (each.name === name ? { ...each, name: next } : each))

/** What a browser has kept, without what is broken. Pure. */
export function parseViews(text: string | null): SavedView[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept
      .filter(
        (each): each is SavedView =>
          typeof each === 'object' && each !== null && typeof each.name === 'string' && typeof each.search === 'string',
      )
      .map(({ name, search }) => ({ name: name.slice(0, longestName), search }))
      .slice(0, mostViews)
  } catch {
    return []
  }
}

const keyOf = (account: string) => `onegrid.views.${account}`

/** The views of one account in this browser; none where it keeps nothing. */
export function loadViews(account: string): SavedView[] {
  try {
    return parseViews(localStorage.getItem(keyOf(account)))
  } catch {
    return []
  }
}

/** Whether the browser has kept them. */
export function storeViews(account: string, views: readonly SavedView[]): boolean {
  try {
    localStorage.setItem(keyOf(account), JSON.stringify(views))
    return true
  } catch {
    // full, or switched off by policy
    return false
  }
}
