import { useState } from 'react'
import type { AreaChild, ResponsibleRole } from '#api/ground/areas/areas.contract.ts'
import type { GridDetail } from '#api/ground/grids/grids.contract.ts'
import type { AreaRef, Level } from '#api/platform/http/shared.contract.ts'
import { formatDistance, formatNumber } from '#web/lib/format-number.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { hover } from '#web/shared/hover-store.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { listCoordinateRows } from '#web/ui/standard-rows.tsx'
import styles from './areas.module.css'
import { areasText } from './areas.text.ts'

type OpenArea = (code: string) => void

/** The five levels above and including this one, each a link. */
export function LevelRows({ levels, here, onOpen }: { levels: AreaRef[]; here: string; onOpen: OpenArea }) {
  const text = useText(areasText)
  const shared = useText(sharedText)
  const language = useLanguage()
  return (
    <Section title={text.fiveLevels}>
      <Rows
        rows={levels.map((area) => ({
          key: area.code,
          label: shared.level[area.level],
          value:
            area.code === here ? (
              <span className={styles.here}>{nameArea(area.name, language)}</span>
            ) : (
              <LinkButton onClick={() => onOpen(area.code)}>{nameArea(area.name, language)}</LinkButton>
            ),
        }))}
      />
    </Section>
  )
}

/** Who answers here, as roles by level; never names of persons. */
export function ResponsibleRows({ responsible, onOpen }: { responsible: ResponsibleRole[]; onOpen: OpenArea }) {
  const text = useText(areasText)
  const language = useLanguage()
  return (
    <Section title={text.responsible}>
      <Rows
        rows={responsible.map((role) => {
          const hasWorkers = role.workersFull !== undefined || role.workersPart !== undefined
          return {
            key: `${role.role}${role.code}`,
            label: text.role[role.role],
            value: (
              <>
                <LinkButton onClick={() => onOpen(role.code)}>{nameArea(role.name, language)}</LinkButton>
                {hasWorkers && (
                  <span className={styles.muted}>
                    {text.workersSplit(formatNumber(role.workersFull ?? 0), formatNumber(role.workersPart ?? 0))}
                  </span>
                )}
              </>
            ),
          }
        })}
      />
    </Section>
  )
}

const degreesOf = { n: 0, ne: 45, e: 90, se: 135, s: 180, sw: 225, w: 270, nw: 315 } as const

/** Neighbours clockwise from north, each with its direction as an arrow and a word. */
export function NeighbourList({ neighbours, onOpen }: { neighbours: GridDetail['neighbours']; onOpen: OpenArea }) {
  const text = useText(areasText)
  const shared = useText(sharedText)
  const sorted = [...neighbours].sort(
    (a, b) => degreesOf[a.direction] - degreesOf[b.direction] || b.sharedBorderMeters - a.sharedBorderMeters,
  )
  return (
    <Section title={text.neighbours} aside={text.neighbourCount(neighbours.length)}>
      <ButtonRows className={styles.list}>
        {sorted.map((neighbour) => (
          <li key={neighbour.code}>
            <button
              type="button"
              onClick={() => onOpen(neighbour.code)}
              onMouseEnter={() => hover({ kind: 'grid', id: neighbour.code })}
              onMouseLeave={() => hover(null)}
              onFocus={() => hover({ kind: 'grid', id: neighbour.code })}
              onBlur={() => hover(null)}
            >
              <span className={styles.direction}>
                <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
                  <path
                    d="M6 1 10 11 6 8.500 2 11z"
                    fill="currentColor"
                    transform={`rotate(${degreesOf[neighbour.direction]} 6 6)`}
                  />
                </svg>
                {shared.direction[neighbour.direction]}
              </span>
              <span className={styles.name}>{neighbour.name}</span>
              <span className={styles.figure}>{text.sharedBorder(formatDistance(neighbour.sharedBorderMeters))}</span>
            </button>
          </li>
        ))}
      </ButtonRows>
    </Section>
  )
}

/** One place in WGS84 and in GCJ-02, each to copy. */
export function CoordinateRows({ label, lngLat }: { label: string; lngLat: [number, number] }) {
  const shared = useText(sharedText)
  return <Rows rows={listCoordinateRows(lngLat, shared, label)} />
}

/** What lies one level down, by name; a filter where there are many. */
export function ChildList({ level, items, onOpen }: { level: Level; items: AreaChild[]; onOpen: OpenArea }) {
  const text = useText(areasText)
  const [filter, setFilter] = useState('')
  const shown = filter ? items.filter((child) => child.name.includes(filter) || child.code.includes(filter)) : items
  return (
    <Section title={text.children[level]} aside={text.neighbourCount(items.length)}>
      {items.length > 12 && (
        <input
          className={styles.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value.trim())}
          placeholder={text.filterChildren}
          aria-label={text.filterChildren}
        />
      )}
      {shown.length === 0 && <p className={styles.muted}>{text.noChild}</p>}
      <ButtonRows className={styles.list}>
        {shown.map((child) => (
          <li key={child.code}>
            <button
              type="button"
              onClick={() => onOpen(child.code)}
              onMouseEnter={() => child.level === 'grid' && hover({ kind: 'grid', id: child.code })}
              onMouseLeave={() => hover(null)}
            >
              <span className={styles.name}>{child.name}</span>
              <span className={styles.figure}>
                {child.level !== 'grid' && `${text.childGrids(formatNumber(child.gridCount))} · `}
                {text.childFigure(formatNumber(child.population))}
              </span>
            </button>
          </li>
        ))}
      </ButtonRows>
    </Section>
  )
}
