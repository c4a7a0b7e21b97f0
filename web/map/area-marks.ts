import { createGridStates, type GridStates } from './grid-states.ts'
import type { Choropleth, MapEngine } from './map-types.ts'
import type { WantedLook } from './wanted-look.ts'

/** Selected, hovered, tinted and coloured areas: single grids by feature-state, the rest by the style. */
export type AreaMarks = Pick<MapEngine, 'setChoropleth' | 'setSelection' | 'setHover' | 'setHighlight'> & {
  /** The choropleth's overlay was switched. */
  updateChoropleth(): void
  attach: GridStates['attach']
}

const isGridCode = (code: string | null): code is string => code?.length === 15
const gridIdOf = (code: string | null): number | null => (isGridCode(code) ? Number(code) : null)

export function createAreaMarks(look: WantedLook): AreaMarks {
  // not in the next frame: MapLibre draws in the one after the change, so the colours would come a frame late
  const gridStates = createGridStates(queueMicrotask)
  let choropleth: Choropleth | null = null
  let selection: string | null = null
  let selectedGridIds: readonly number[] = []
  let hover: string | null = null
  let isHighlighted = false

  function updateLook(): void {
    const shown = look.read()
    const hasTint = hover !== null || isHighlighted
    const hasOutline = hasTint || selectedGridIds.length > 0
    const selectedAreaCode = selection !== null && !isGridCode(selection) ? selection : null
    if (hasTint !== shown.hasTint || hasOutline !== shown.hasOutline || selectedAreaCode !== shown.selectedAreaCode) {
      look.change({ hasTint, hasOutline, selectedAreaCode })
    }
  }

  function updateChoropleth(): void {
    const { overlays, classColors, hasNoData } = look.read()
    const shown = overlays.choropleth ? choropleth : null
    gridStates.setChoropleth(shown)
    // without a choropleth the colours stay and no grid has a class: a paint property that turns constant while states
    // are on their way makes MapLibre 5.24 throw, and so does a layer with states that goes; so the hatching stays too
    if (!shown) return
    const needsHatching = hasNoData || shown.hasNoData
    if (needsHatching !== hasNoData || shown.colors.join() !== classColors.join()) {
      look.change({ classColors: shown.colors, hasNoData: needsHatching })
    }
  }

  return {
    setChoropleth(next) {
      choropleth = next
      updateChoropleth()
    },
    updateChoropleth,
    setSelection(code, gridCodes = []) {
      const gridIds = [...gridCodes, code].filter(isGridCode).map(Number)
      if (code === selection && gridIds.join() === selectedGridIds.join()) return
      selection = code
      selectedGridIds = gridIds
      gridStates.setSelected(gridIds)
      updateLook()
    },
    setHover(code) {
      if (code === hover) return
      hover = code
      gridStates.setHovered(gridIdOf(code))
      updateLook()
    },
    setHighlight(grids) {
      isHighlighted = grids.length > 0
      gridStates.setHighlight(grids)
      updateLook()
    },
    attach: gridStates.attach,
  }
}
