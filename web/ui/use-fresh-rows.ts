import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { findInserted } from './find-inserted.ts'

/** Rows that come above what somebody reads do not move it: they are counted until he goes up to them. */
export function useFreshRows<Item>(options: {
  frameRef: RefObject<HTMLElement | null>
  items: readonly Item[]
  getKey: (item: Item) => string
  rowHeight: number
  isOn: boolean
}) {
  const { frameRef, items, getKey, rowHeight, isOn } = options
  const [count, setCount] = useState(0)
  const keys = useRef<readonly string[]>([])
  const known = useRef<readonly Item[]>([])
  useLayoutEffect(() => {
    if (!isOn || known.current === items) return
    known.current = items
    const before = keys.current
    keys.current = items.map(getKey)
    const frame = frameRef.current
    if (!frame || frame.scrollTop < rowHeight / 2) return
    const anchor = before[Math.floor(frame.scrollTop / rowHeight)]
    const inserted = anchor === undefined ? 0 : findInserted(before, keys.current, anchor)
    if (inserted === 0) return
    frame.scrollTop += inserted * rowHeight
    setCount((counted) => counted + inserted)
  })
  useEffect(() => {
    if (items.length === 0) setCount(0)
  }, [items.length])
  return {
    count,
    handleScroll() {
      if (count > 0 && (frameRef.current?.scrollTop ?? 0) < rowHeight / 2) setCount(0)
    },
    show() {
      setCount(0)
      frameRef.current?.scrollTo({ top: 0 })
      frameRef.current?.focus()
    },
  }
}
