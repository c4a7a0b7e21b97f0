import { useQuery } from '@tanstack/react-query'
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import type { SearchItem } from '#api/ground/search/search.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin } from '#web/api-client/session.ts'
import { type CrsWord, convertCoordinates, formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatCode } from '#web/lib/format-code.ts'
import { hasMoved } from '#web/lib/has-moved.ts'
import { joinClasses } from '#web/lib/join-classes.ts'
import { parseCoordinates } from '#web/lib/parse-coordinates.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { searchResultsQuery } from './search.queries.ts'
import { searchText } from './search.text.ts'
import styles from './search-box.module.css'

const crsWords = ['wgs84', 'gcj02', 'bd09'] as const satisfies readonly CrsWord[]
/** Longer than a fast typist's gap between keys, shorter than anybody notices. */
const settleMs = 90

/** As they were found, but what is known to lie outside the areas at the end. Pure. */
const orderByAreas = (items: readonly SearchItem[], areas: readonly string[]): SearchItem[] => {
  const isOutside = ({ code }: SearchItem) => code !== null && !isWithin(areas, code)
  return items.toSorted((a, b) => Number(isOutside(a)) - Number(isOutside(b)))
}

export type SearchBoxHandle = { focus(): void }

type SearchBoxProps = {
  ref?: Ref<SearchBoxHandle>
  isCompact: boolean
  /** Where it is not the search of the whole screen: what it is for. */
  words?: { label: string; placeholder: string }
  /** Areas outside which places come last; left out: as they were found. */
  areasFirst?: readonly string[] | null
  isFaulty?: boolean
  /** Of which hits the search goes on when they have been chosen: the field is empty then and keeps the focus. */
  goesOn?: (item: SearchItem) => boolean
  /** A place by name or code. */
  onChoose: (item: SearchItem) => void
  /** A pasted point in WGS84, and as it was pasted. */
  onLocate: (lngLat: [number, number], given: { lngLat: [number, number]; crs: CrsWord }) => void
  /** Esc on the empty box. */
  onLeave: () => void
}

/** Finds places by name, pinyin, initials and code, and points by coordinates in three systems; all by keyboard. */
export function SearchBox(props: SearchBoxProps) {
  const { ref, isCompact, words, areasFirst, isFaulty, goesOn, onChoose, onLocate, onLeave } = props
  const text = useText(searchText)
  const language = useLanguage()
  const [typed, setTyped] = useState('')
  const [settled, setSettled] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [activeIndex, setActiveIndex] = useState(0)
  /** Enter came before the answer to these words. */
  const [awaited, setAwaited] = useState<string | null>(null)
  const [crs, setCrs] = useState<(typeof crsWords)[number]>('wgs84')
  const inputRef = useRef<HTMLInputElement>(null)
  const frameRef = useRef<HTMLElement>(null)
  const resultsRef = useRef<HTMLDivElement>(null)
  const listId = useId()

  useImperativeHandle(ref, () => ({
    focus() {
      inputRef.current?.focus()
      inputRef.current?.select()
    },
  }))

  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), settleMs)
    return () => clearTimeout(timer)
  }, [typed])

  const point = parseCoordinates(settled)
  const results = useQuery({ ...searchResultsQuery(settled), enabled: settled !== '' && point === null })
  const found = settled === '' || point !== null ? [] : (results.data?.items ?? [])
  const items = areasFirst ? orderByAreas(found, areasFirst) : found
  const isListed = isOpen && settled !== ''
  /** What is listed belongs to what is typed. Coordinates need no answer. */
  const isAnswered = typed.trim() === settled && (point !== null || (results.isSuccess && !results.isPlaceholderData))

  const isInForm = words !== undefined
  const count = items.length
  useEffect(() => {
    // below its field, which may stand at the lower edge of what is in sight
    if (isInForm && isListed && count > 0) resultsRef.current?.scrollIntoView({ block: 'nearest' })
  }, [isInForm, isListed, count])

  const leave = () => {
    setIsOpen(false)
    inputRef.current?.blur()
    onLeave()
  }
  const choose = (item: SearchItem | undefined) => {
    if (point) onLocate(convertCoordinates(point, crs, 'wgs84'), { lngLat: point, crs })
    else if (item) onChoose(item)
    else return
    setIsOpen(false)
    if (!point && item && goesOn?.(item)) {
      setTyped('')
      inputRef.current?.focus()
    } else inputRef.current?.blur()
  }

  const chooseFirst = useEffectEvent(() => choose(items[0]))
  useEffect(() => {
    if (awaited === null || !isAnswered) return
    setAwaited(null)
    if (awaited === settled) chooseFirst()
  }, [awaited, isAnswered, settled])

  const handleKeyDown = (event: KeyboardEvent) => {
    // an input method uses Enter and the arrows for its own list
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setIsOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActiveIndex((index) => Math.max(0, Math.min(items.length - 1, index + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (isAnswered) choose(items[activeIndex])
      // typed faster than the search: what is listed belongs to other words
      else setAwaited(typed.trim())
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setAwaited(null)
      if (typed !== '' && isOpen) setIsOpen(false)
      else if (typed !== '') setTyped('')
      else leave()
    }
  }

  return (
    <search
      ref={frameRef}
      className={styles.frame}
      onBlur={(event) => {
        if (frameRef.current?.contains(event.relatedTarget)) return
        // who went elsewhere must not be carried off by a late answer
        setAwaited(null)
        setIsOpen(false)
      }}
    >
      <Icon name="search" size={16} />
      <input
        ref={inputRef}
        value={typed}
        placeholder={words?.placeholder ?? (isCompact ? text.placeholderShort : text.placeholder)}
        aria-label={words?.label ?? text.label}
        aria-invalid={isFaulty}
        role="combobox"
        aria-expanded={isListed}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isListed && items.length > 0 ? `${listId}-${activeIndex}` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value)
          setAwaited(null)
          setActiveIndex(0)
          setIsOpen(true)
        }}
        onFocus={() => setIsOpen(true)}
        onKeyDown={handleKeyDown}
      />
      {typed === '' && !words && <kbd>/</kbd>}
      {typed !== '' && (
        <IconButton
          icon="close"
          size={14}
          label={text.clear}
          onClick={() => {
            setTyped('')
            inputRef.current?.focus()
          }}
        />
      )}
      {isListed && (
        <div ref={resultsRef} className={joinClasses(styles.results, words && styles.inForm)}>
          {point ? (
            <>
              <div className={styles.crs}>
                <Segments
                  label={text.crs}
                  value={crs}
                  options={crsWords.map((word) => ({
                    value: word,
                    text: text.crsName[word],
                    title: text.crsTitle[word],
                  }))}
                  onChange={(word) => {
                    setCrs(word)
                    inputRef.current?.focus()
                  }}
                />
              </div>
              <button
                type="button"
                className={joinClasses(styles.result, styles.active)}
                onClick={() => choose(undefined)}
              >
                <span className={styles.badge}>{text.kind.coordinate}</span>
                <span className={styles.main}>
                  <span>{text.locate(formatLngLat(point))}</span>
                  <span className={styles.context}>
                    {crs === 'wgs84'
                      ? text.locateContext
                      : text.converted(formatLngLat(convertCoordinates(point, crs, 'wgs84')))}
                  </span>
                </span>
              </button>
            </>
          ) : (
            <>
              {results.error && !results.data && (
                <p className={styles.note} role="alert">
                  {describeError(results.error, language)}
                </p>
              )}
              {results.isPending && !results.error && <p className={styles.note}>{text.searching}</p>}
              {results.data && items.length === 0 && !results.isPlaceholderData && (
                <p className={styles.note}>{text.nothing}</p>
              )}
              <div id={listId} role="listbox" aria-label={text.label} aria-busy={!isAnswered}>
                {items.map((item, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above takes the keys
                  <div
                    key={`${item.kind}${item.code}${item.name}${item.center.join()}`}
                    id={`${listId}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === activeIndex}
                    className={joinClasses(styles.result, index === activeIndex && styles.active)}
                    onMouseDown={(event) => event.preventDefault()}
                    onMouseMove={(event) => hasMoved(event) && setActiveIndex(index)}
                    onClick={() => choose(item)}
                  >
                    <span className={styles.badge}>
                      {(text.kind as Record<string, string>)[item.kind] ?? text.place}
                    </span>
                    <span className={styles.main}>
                      <span>{item.name}</span>
                      {item.context && <span className={styles.context}>{item.context}</span>}
                    </span>
                    {item.code && <span className={styles.code}>{formatCode(item.code)}</span>}
                  </div>
                ))}
              </div>
            </>
          )}
          <span className="visually-hidden" aria-live="polite">
            {items.length > 0 && text.count(items.length)}
          </span>
        </div>
      )}
    </search>
  )
}
