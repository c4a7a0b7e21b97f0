import { create } from 'zustand'

/** What the pointer is on, in a list or on the map; each answers the other. */
export type HoverState = { kind: 'incident' | 'patrol' | 'grid'; id: string } | null

export const useHover = create<{ hovered: HoverState }>(() => ({ hovered: null }))

export function hover(hovered: HoverState): void {
  const before = useHover.getState().hovered
  if (before?.kind !== hovered?.kind || before?.id !== hovered?.id) useHover.setState({ hovered })
}
