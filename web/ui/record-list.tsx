import type { ReactNode } from 'react'
import { Chip } from './chip.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Awaited, type AwaitedProps, Notice } from './notice.tsx'
import { Panel } from './panel.tsx'
import styles from './record-list.module.css'
import { VirtualList, type VirtualListProps } from './virtual-list.tsx'

type RecordListProps<Item> = Pick<
  VirtualListProps<Item>,
  'items' | 'selectedKey' | 'hoveredKey' | 'renderRow' | 'onSelect' | 'onHover' | 'registerKeys' | 'newText'
> & {
  title: string
  /** Said by screen readers for the list itself. */
  listLabel: string
  /** The area the list is limited to; null is everywhere. */
  scopeName: string | null
  onWidenScope: () => void
  /** What can be done beside looking, at the end of the title's line. */
  action?: ReactNode
  /** How many there are, as it is shown. */
  count: string
  /** What is to be known of the whole list: that it is cut. */
  note?: string | null
  /** Filters and figures above the rows. */
  children: ReactNode
  /** `isThere`: an answer came, even if a later one failed. `isAreaGone`: what failed is the area, and only a wider one
   *  can help. */
  awaited: Omit<AwaitedProps, 'words' | 'rows'> & { isThere: boolean; isAreaGone: boolean }
  empty: { icon: IconName; text: string; action?: { text: string; onClick: () => void } }
  words: AwaitedProps['words'] & { wholeCounty: string }
}

/** A panel of records: where, how many, filters, then the rows or why there are none. */
export function RecordList<Item extends { id: string }>(props: RecordListProps<Item>) {
  const { title, listLabel, scopeName, onWidenScope, action, count, note, children, awaited, empty, words, ...list } =
    props
  const { isThere, isAreaGone, ...waiting } = awaited
  const remedy = isAreaGone ? { text: words.wholeCounty, onClick: onWidenScope } : undefined
  return (
    <Panel
      title={title}
      aside={
        <span className={styles.aside}>
          {scopeName ? (
            <Chip isOn onToggle={onWidenScope} title={words.wholeCounty}>
              {scopeName}
              <Icon name="close" size={12} />
            </Chip>
          ) : (
            <span className={styles.everywhere}>{words.wholeCounty}</span>
          )}
          <span className={styles.count}> · {count}</span>
          {action}
        </span>
      }
    >
      {note && <p className={styles.note}>{note}</p>}
      {children}
      {!isThere && <Awaited {...waiting} remedy={remedy} rows={7} words={words} />}
      {isThere && list.items.length === 0 && (
        <Notice icon={empty.icon} action={empty.action}>
          {empty.text}
        </Notice>
      )}
      {list.items.length > 0 && <VirtualList {...list} label={listLabel} rowHeight={64} getKey={(item) => item.id} />}
    </Panel>
  )
}

type RecordRowProps = {
  mark: ReactNode
  title: string
  place: string
  /** The place in full, for the tooltip. */
  fullPlace?: string
  /** Two short words at the right, one above the other. */
  side: { upper: ReactNode; lower: ReactNode }
}

/** One record on two lines: what and where, and at the right how it stands. */
export function RecordRow({ mark, title, place, fullPlace = place, side }: RecordRowProps) {
  return (
    <div className={styles.row}>
      {mark}
      <div className={styles.main}>
        <span className={styles.title} title={title}>
          {title}
        </span>
        <span className={styles.place} title={fullPlace}>
          {place}
        </span>
      </div>
      <div className={styles.side}>
        <span>{side.upper}</span>
        <span>{side.lower}</span>
      </div>
    </div>
  )
}
