import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { joinClasses } from '#web/lib/join-classes.ts'
import { useFreshRows } from './use-fresh-rows.ts'
import styles from './virtual-list.module.css'

export type VirtualListProps<Item> = {
  items: readonly Item[]
  label: string
  rowHeight: number
  /** Rows may be higher than `rowHeight`: each is as high as what stands in it. */
  canGrow?: boolean
  getKey: (item: Item) => string
  /** The row the inspector shows. */
  selectedKey: string | null
  /** The row the map points at. */
  hoveredKey?: string | null
  renderRow: (item: Item) => ReactNode
  /** `isStep`: came by `j`/`k` or an arrow, so it should not become a step of history. */
  onSelect: (item: Item, isStep: boolean) => void
  onHover?: (item: Item | null) => void
  /** Said where rows have come above what is on the screen, as what leads to them. Left out: nobody is told, and the rows move. */
  newText?: (count: number) => string
  /** Puts the list's `j`/`k` handlers where the screen's keyboard finds them; returns how to take them away. */
  registerKeys?: (keys: { move(steps: number): void; open(): void }) => () => void
}

/** A list of any length of which only the visible rows exist. One stop for Tab; arrows, Home, End, Enter inside. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, rowHeight, getKey, selectedKey, hoveredKey, onSelect, onHover, registerKeys } = props
  const frameRef = useRef<HTMLDivElement>(null)
  const idPrefix = useId()
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frameRef.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => getKey(items[index] as Item),
    overscan: 8,
  })
  const fresh = useFreshRows({ frameRef, items, getKey, rowHeight, isOn: props.newText !== undefined })
  const selectedIndex = selectedKey === null ? -1 : items.findIndex((item) => getKey(item) === selectedKey)

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  // a row under the pointer never moves; one that the map points at comes into view
  const isPointerInside = useRef(false)
  const hoveredIndex = hoveredKey == null ? -1 : items.findIndex((item) => getKey(item) === hoveredKey)
  useEffect(() => {
    if (hoveredIndex >= 0 && !isPointerInside.current) virtualizer.scrollToIndex(hoveredIndex, { align: 'auto' })
  }, [hoveredIndex, virtualizer])

  const moveTo = (index: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, index))]
    if (item !== undefined) onSelect(item, true)
  }
  // the handlers of this render, for a registration that outlives it
  const keysRef = useRef({ move: (_steps: number) => {}, open: () => {} })
  keysRef.current = {
    move: (steps) => moveTo(selectedIndex < 0 ? (steps > 0 ? 0 : items.length - 1) : selectedIndex + steps),
    open: () => frameRef.current?.focus(),
  }
  useEffect(
    () => registerKeys?.({ move: (steps) => keysRef.current.move(steps), open: () => keysRef.current.open() }),
    [registerKeys],
  )

  const handleKeyDown = (event: KeyboardEvent) => {
    const selected = items[selectedIndex]
    if (event.key === 'Enter' && selected !== undefined) {
      event.preventDefault()
      onSelect(selected, false)
      return
    }
    const pageRows = Math.max(1, Math.floor((frameRef.current?.clientHeight ?? 0) / rowHeight) - 1)
    const target: Record<string, number> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex < 0 ? 0 : selectedIndex - 1,
      PageDown: selectedIndex + pageRows,
      PageUp: selectedIndex - pageRows,
      Home: 0,
      End: items.length - 1,
    }
    const index = target[event.key]
    if (index === undefined) return
    event.preventDefault()
    moveTo(index)
  }

  return (
    <div className={styles.holder}>
      {props.newText && fresh.count > 0 && (
        <button type="button" className={styles.fresh} onClick={fresh.show}>
          {props.newText(fresh.count)}
        </button>
      )}
      <div
        ref={frameRef}
        onScroll={fresh.handleScroll}
        className={styles.frame}
        role="listbox"
        aria-label={props.label}
        aria-activedescendant={selectedIndex >= 0 ? `${idPrefix}-${selectedKey}` : undefined}
        tabIndex={0}
        onKeyDown={handleKeyDown}
        onMouseEnter={() => {
          isPointerInside.current = true
        }}
        onMouseLeave={() => {
          isPointerInside.current = false
          onHover?.(null)
        }}
      >
        <div className={styles.content} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((row) => {
            const item = items[row.index] as Item
            const key = getKey(item)
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the listbox points at it by aria-activedescendant
              <div
                key={row.key}
                id={`${idPrefix}-${key}`}
                role="option"
                aria-selected={row.index === selectedIndex}
                aria-posinset={row.index + 1}
                aria-setsize={items.length}
                className={joinClasses(
                  styles.row,
                  row.index === selectedIndex && styles.selected,
                  key === hoveredKey && styles.hovered,
                )}
                ref={props.canGrow ? virtualizer.measureElement : undefined}
                data-index={row.index}
                style={{
                  ...(props.canGrow ? { minHeight: rowHeight } : { height: row.size }),
                  transform: `translateY(${row.start}px)`,
                }}
                onClick={() => onSelect(item, false)}
                onMouseEnter={() => onHover?.(item)}
              >
                {props.renderRow(item)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
