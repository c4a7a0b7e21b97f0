import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type AreaRef, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { areaQuery, gridQuery } from '#web/api-client/area-queries.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { hasMoved } from '#web/lib/has-moved.ts'
import { joinClasses } from '#web/lib/join-classes.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Icon } from '#web/ui/icon.tsx'
import styles from './breadcrumb.module.css'
import { consoleText } from './console.text.ts'

type BreadcrumbProps = {
  county: { code: string; name: string }
  /** The area the screen is about, null for the county. */
  code: string | null
  onOpen: (code: string) => void
}

/** County → township → village → grid. A name opens its area, the arrow after it lists what lies inside. */
export function Breadcrumb({ county, code, onOpen }: BreadcrumbProps) {
  const text = useText(consoleText)
  const language = useLanguage()
  const isGrid = code !== null && levelOfCode(code) === 'grid'
  const grid = useQuery({ ...gridQuery(code ?? ''), enabled: isGrid })
  const area = useQuery({ ...areaQuery(code ?? ''), enabled: code !== null && !isGrid && code !== county.code })
  const detail = isGrid ? grid.data : code === null ? undefined : area.data
  const path: AreaRef[] = detail
    ? [
        ...detail.parents.filter((parent) => parent.level !== 'group'),
        { code: detail.code, level: detail.level, name: detail.name },
      ]
    : [{ code: county.code, level: 'county', name: county.name }]
  const list = useRef<HTMLOListElement>(null)
  const here = path.at(-1)?.code
  // a phone has no room for the whole path: where one is stays in sight, the way to it is pushed along
  useEffect(() => {
    if (here !== undefined) list.current?.scrollTo({ left: list.current.scrollWidth })
  }, [here])
  return (
    <nav className={styles.path} aria-label={text.places}>
      <ol ref={list}>
        {path.map((ref, index) => (
          <li key={ref.code}>
            <button
              type="button"
              className={styles.name}
              aria-current={index === path.length - 1 ? 'location' : undefined}
              title={nameArea(ref.name, language)}
              onClick={() => onOpen(ref.code)}
            >
              {nameArea(ref.name, language)}
            </button>
            {ref.level !== 'grid' && ref.level !== 'group' && (
              <ChildMenu parent={ref} openCode={path[index + 1]?.code ?? null} onOpen={onOpen} />
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

type ChildMenuProps = { parent: AreaRef; openCode: string | null; onOpen: (code: string) => void }

function ChildMenu({ parent, openCode, onOpen }: ChildMenuProps) {
  const text = useText(consoleText)
  const [isOpen, setIsOpen] = useState(false)
  const frameRef = useRef<HTMLSpanElement>(null)
  const label = text.childrenOf(parent.name)
  const close = (returnFocus: boolean) => {
    setIsOpen(false)
    if (returnFocus) frameRef.current?.querySelector('button')?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches where the focus goes
    <span
      ref={frameRef}
      className={styles.menuFrame}
      onBlur={(event) => {
        if (event.relatedTarget && !frameRef.current?.contains(event.relatedTarget)) close(false)
      }}
    >
      <button
        type="button"
        className={styles.arrow}
        aria-label={label}
        aria-expanded={isOpen}
        aria-haspopup="listbox"
        title={label}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="chevronRight" size={14} />
      </button>
      {isOpen && (
        <>
          {/* takes the click that closes the menu, so that it selects nothing on the map */}
          <button
            type="button"
            className={styles.backdrop}
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => close(true)}
          />
          <ChildMenuList
            parent={parent}
            openCode={openCode}
            label={label}
            onClose={() => close(true)}
            onOpen={(code) => {
              close(false)
              onOpen(code)
            }}
          />
        </>
      )}
    </span>
  )
}

type ChildMenuListProps = ChildMenuProps & { label: string; onClose: () => void }

function ChildMenuList({ parent, openCode, label, onOpen, onClose }: ChildMenuListProps) {
  const text = useText(consoleText)
  const { data, error, refetch } = useQuery(areaQuery(parent.code))
  const [filter, setFilter] = useState('')
  const [activeIndex, setActiveIndex] = useState<number | null>(null)
  const inputRef = useRef<HTMLInputElement>(null)
  const listRef = useRef<HTMLDivElement>(null)
  const children = (data?.children ?? []).filter((child) => child.name.includes(filter) || child.code.includes(filter))
  const active =
    activeIndex ??
    Math.max(
      0,
      children.findIndex((child) => child.code === openCode),
    )

  useEffect(() => inputRef.current?.focus(), [])
  useEffect(() => {
    listRef.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setActiveIndex(Math.max(0, Math.min(children.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter') {
      const child = children[active]
      if (child) onOpen(child.code)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    }
  }

  return (
    <div className={styles.menu}>
      <input
        ref={inputRef}
        value={filter}
        placeholder={text.filterNames}
        aria-label={text.filterNames}
        onChange={(event) => {
          setFilter(event.target.value.trim())
          setActiveIndex(0)
        }}
        onKeyDown={handleKeyDown}
      />
      {error && !data && (
        <button type="button" className={styles.note} onClick={() => void refetch()}>
          {text.menuFailed}
        </button>
      )}
      {data && children.length === 0 && <p className={styles.note}>{text.noName}</p>}
      <div ref={listRef} className={styles.items} role="listbox" aria-label={label}>
        {children.map((child, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          <div
            key={child.code}
            role="option"
            tabIndex={-1}
            aria-selected={child.code === openCode}
            className={joinClasses(styles.item, index === active && styles.active)}
            onMouseMove={(event) => hasMoved(event) && setActiveIndex(index)}
            onClick={() => onOpen(child.code)}
          >
            <span>{child.name}</span>
            <span className={styles.figure}>
              {child.level === 'grid'
                ? text.peopleUnit(formatNumber(child.population))
                : text.gridsUnit(formatNumber(child.gridCount))}
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}
