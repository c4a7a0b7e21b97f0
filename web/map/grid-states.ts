import { sourceIds } from './layer-order.ts'
import type { Choropleth, HighlightedGrid } from './map-types.ts'
import { noDataClass } from './style/area-layers.ts'

type GridFeature = { source: string; sourceLayer: string; id: number }

/** Where states go: a MapLibre map that is able to draw. */
export type GridStateTarget = {
  setFeatureState(feature: GridFeature, state: Record<string, unknown>): unknown
}

/** The feature-state of all grids: class, selected, hover, share. What is wanted is kept apart from what the map was
 *  told, so each moment's changes are one pass over the differences, and a new map can be told everything again.
 *  MapLibre 5.24 repaints all grids when one changes, hence the single pass. */
export type GridStates = {
  setChoropleth(choropleth: Choropleth | null): void
  setSelected(gridIds: readonly number[]): void
  setHovered(gridId: number | null): void
  setHighlight(grids: readonly HighlightedGrid[]): void
  /** Another map, which knows nothing yet; null while there is none that can draw. */
  attach(target: GridStateTarget | null): void
  /** Sends now what would go a moment later. */
  flush(): void
}

/** `defer` runs something when the moment's changes have all been made. */
export function createGridStates(defer: (run: () => void) => unknown): GridStates {
  let target: GridStateTarget | null = null
  let isDeferred = false
  let areClassesStale = false
  let choropleth: Choropleth | null = null
  let selected: ReadonlySet<number> = new Set()
  let hovered: number | null = null
  let shares = new Map<number, number>()

  let toldClasses = new Map<number, number | null>()
  let toldSelected: ReadonlySet<number> = new Set()
  let toldHovered: number | null = null
  let toldShares = new Map<number, number>()

  // MapLibre copies both, so one object of each serves 4,847 calls
  const feature: GridFeature = { source: sourceIds.edition, sourceLayer: 'grid', id: 0 }
  const tell = (id: number, state: Record<string, unknown>): void => {
    feature.id = id
    target?.setFeatureState(feature, state)
  }

  function tellClasses(): void {
    const state: { class: number | null } = { class: null }
    const next = new Map<number, number | null>()
    if (choropleth !== null) {
      const { classOf, gridIds } = choropleth
      for (const id of gridIds) {
        const wanted = classOf(id) ?? noDataClass
        next.set(id, wanted)
        if (toldClasses.get(id) === wanted) continue
        state.class = wanted
        tell(id, state)
      }
    }
    state.class = null
    for (const [id, told] of toldClasses) if (told !== null && !next.has(id)) tell(id, state)
    toldClasses = next
    areClassesStale = false
  }

  function flush(): void {
    if (target === null) return
    if (areClassesStale) tellClasses()
    if (toldSelected !== selected) {
      for (const id of toldSelected) if (!selected.has(id)) tell(id, { selected: false })
      for (const id of selected) if (!toldSelected.has(id)) tell(id, { selected: true })
      toldSelected = selected
    }
    if (toldHovered !== hovered) {
      if (toldHovered !== null) tell(toldHovered, { hover: false })
      if (hovered !== null) tell(hovered, { hover: true })
      toldHovered = hovered
    }
    if (toldShares !== shares) {
      for (const id of toldShares.keys()) if (!shares.has(id)) tell(id, { share: 0 })
      for (const [id, share] of shares) if (toldShares.get(id) !== share) tell(id, { share })
      toldShares = shares
    }
  }

  function schedule(): void {
    if (isDeferred || target === null) return
    isDeferred = true
    defer(() => {
      isDeferred = false
      flush()
    })
  }

  return {
    setChoropleth(next) {
      if (next === choropleth) return
      choropleth = next
      areClassesStale = true
      schedule()
    },
    setSelected(gridIds) {
      selected = new Set(gridIds)
      schedule()
    },
    setHovered(gridId) {
      hovered = gridId
      schedule()
    },
    setHighlight(grids) {
      shares = new Map(grids.map(({ code, share, whole }) => [Number(code), whole ? 1 : share]))
      schedule()
    },
    attach(next) {
      target = next
      toldClasses = new Map()
      toldSelected = new Set()
      toldHovered = null
      toldShares = new Map()
      areClassesStale = choropleth !== null
      flush()
    },
    flush,
  }
}
