import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import type { Rung } from '#api/platform/access/access.contract.ts'
import { type Level, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatCode } from '#web/lib/format-code.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useFallenFocus } from '#web/shared/use-fallen-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import styles from './administration.module.css'
import { areaInsideQuery, areaSearchQuery, gridNameQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'

type Place = { code: string; name: string }

type AreaPickerProps = {
  /** Where the tree begins: the areas in which whoever asks may do this. */
  roots: readonly string[]
  /** The levels that can be chosen. */
  levels: readonly Rung[]
  value: Place | null
  /** Whether one is wanted that is not there, or is refused. */
  isFaulty: boolean
  onChange: (place: Place | null) => void
}

/** An area out of the tree township → village → grid, by name, or the one that is selected on the map. */
export function AreaPicker({ roots, levels, value, isFaulty, onChange }: AreaPickerProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const listId = useId()
  const [inside, setInside] = useState<readonly Place[]>([])
  const [typed, setTyped] = useState('')
  const mayChoose = (code: string) =>
    levels.some((level) => level === levelOfCode(code)) && roots.some((root) => code.startsWith(root))

  if (value)
    return (
      <div className={styles.field}>
        <span className={styles.label}>{text.area}</span>
        <Part key="chosen" className={styles.chosen}>
          <span>
            {value.name} <span className={styles.muted}>{formatCode(value.code)}</span>
          </span>
          <Button look="quiet" onClick={() => onChange(null)}>
            {text.changeArea}
          </Button>
        </Part>
      </div>
    )
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={listId}>
        {text.area} · {levels.map((level) => shared.level[level]).join(text.or)}
      </label>
      <input
        id={listId}
        className={styles.input}
        value={typed}
        placeholder={text.searchArea}
        autoComplete="off"
        aria-invalid={isFaulty}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          // it looks for an area; the form around it is sent by its own button
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      <SelectedOnMap mayChoose={mayChoose} onChoose={onChange} />
      {/* another list each time, from its top */}
      <Part key={inside.at(-1)?.code ?? 'roots'} className={styles.tree}>
        {typed.trim() === '' ? (
          <Inside
            roots={roots}
            path={inside}
            levels={levels}
            mayChoose={mayChoose}
            onPath={setInside}
            onChoose={onChange}
          />
        ) : (
          <Found typed={typed.trim()} mayChoose={mayChoose} onChoose={onChange} />
        )}
      </Part>
    </div>
  )
}

/** What of the picker takes another part's place, and the focus that falls with it. */
function Part({ className, children }: { className: string | undefined; children: ReactNode }) {
  return (
    <div ref={useFallenFocus<HTMLDivElement>()} className={className} tabIndex={-1}>
      {children}
    </div>
  )
}

type ChoiceProps = { mayChoose: (code: string) => boolean; onChoose: (place: Place) => void }

/** The quickest way where the area is on the map already. */
function SelectedOnMap({ mayChoose, onChoose }: ChoiceProps) {
  const text = useText(administrationText)
  const selected = useView((view) => view.selected)
  const code = selected?.kind === 'area' && mayChoose(selected.id) ? selected.id : null
  const isGrid = code?.length === 15
  const area = useQuery({ ...areaInsideQuery(code ?? ''), enabled: code !== null && !isGrid })
  const grid = useQuery({ ...gridNameQuery(code ?? ''), enabled: code !== null && isGrid })
  const name = (isGrid ? grid.data?.name : area.data?.name) ?? null
  if (code === null || name === null) return null
  return (
    <Button icon="target" onClick={() => onChoose({ code, name })}>
      {text.onTheMap(name)}
    </Button>
  )
}

function Found({ typed, mayChoose, onChoose }: ChoiceProps & { typed: string }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error } = useQuery(areaSearchQuery(typed))
  const items = (data?.items ?? []).flatMap(({ code, kind, name, context }) =>
    code !== null && levelOfCode(code) === kind && mayChoose(code) ? [{ code, name, context }] : [],
  )
  if (error && !data) return <p className={styles.none}>{describeError(error, language)}</p>
  if (!data) return <p className={styles.none}>{shared.loading}</p>
  if (items.length === 0) return <p className={styles.none}>{text.noArea}</p>
  return (
    <ul>
      {items.map((item) => (
        <li key={item.code}>
          <button type="button" className={styles.place} onClick={() => onChoose(item)}>
            <span>{item.name}</span>
            <span className={styles.muted}>{item.context}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

type InsideProps = ChoiceProps & {
  roots: readonly string[]
  path: readonly Place[]
  levels: readonly Rung[]
  onPath: (path: readonly Place[]) => void
}

const depthOf = (level: Level | undefined): number =>
  level === undefined ? -1 : ['county', 'township', 'village', 'grid'].indexOf(level)

function Inside({ roots, path, levels, mayChoose, onPath, onChoose }: InsideProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const here = path.at(-1)
  const [only, second] = roots
  // a tree of one area that cannot be chosen begins below it
  const code = here?.code ?? (only !== undefined && second === undefined && !mayChoose(only) ? only : undefined)
  const deepest = Math.max(...levels.map(depthOf))
  const { data, error, refetch } = useQuery({ ...areaInsideQuery(code ?? ''), enabled: code !== undefined })
  if (code === undefined)
    return (
      <ul>
        {roots.map((code) => (
          <Root key={code} code={code} deepest={deepest} mayChoose={mayChoose} onPath={onPath} onChoose={onChoose} />
        ))}
      </ul>
    )
  // a group is no area in which a role is held; its grids stand under the village as well
  const places = (data?.children ?? []).filter(({ level }) => level !== 'group')
  return (
    <>
      {here && (
        <button type="button" className={styles.treeBack} onClick={() => onPath(path.slice(0, -1))}>
          ‹ {here.name}
        </button>
      )}
      {error && !data && (
        <p className={styles.none}>
          {describeError(error, language)}{' '}
          <Button look="quiet" onClick={() => void refetch()}>
            {shared.retry}
          </Button>
        </p>
      )}
      {!data && !error && <p className={styles.none}>{shared.loading}</p>}
      <ul>
        {places.map(({ code, name }) => (
          <PlaceRow
            key={code}
            place={{ code, name }}
            mayChoose={mayChoose}
            canOpen={depthOf(levelOfCode(code)) < deepest}
            label={text.into(name)}
            onOpen={() => onPath([...path, { code, name }])}
            onChoose={onChoose}
          />
        ))}
      </ul>
    </>
  )
}

function Root(props: ChoiceProps & { code: string; deepest: number; onPath: (path: readonly Place[]) => void }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const { data } = useQuery(areaInsideQuery(props.code))
  // before the first edition nothing has a name
  const ownName = levelOfCode(props.code) === 'county' ? shared.wholeCounty : props.code
  const place = { code: props.code, name: data?.name ?? ownName }
  return (
    <PlaceRow
      place={place}
      mayChoose={props.mayChoose}
      canOpen={depthOf(levelOfCode(props.code)) < props.deepest}
      label={text.into(place.name)}
      onOpen={() => props.onPath([place])}
      onChoose={props.onChoose}
    />
  )
}

function PlaceRow(props: ChoiceProps & { place: Place; canOpen: boolean; label: string; onOpen: () => void }) {
  const { place, mayChoose, canOpen, label, onOpen, onChoose } = props
  const isChoice = mayChoose(place.code)
  return (
    <li className={styles.placeRow}>
      <button type="button" className={styles.place} onClick={() => (isChoice ? onChoose(place) : onOpen())}>
        <span>{place.name}</span>
        <span className={styles.muted}>{formatCode(place.code)}</span>
      </button>
      {canOpen && <IconButton icon="chevronRight" size={16} label={label} onClick={onOpen} />}
    </li>
  )
}
