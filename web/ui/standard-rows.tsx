import { convertCoordinates, formatLngLat } from '#web/lib/convert-coordinates.ts'
import type { Language } from '#web/lib/define-text.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { CopyButton } from './copy-button.tsx'
import styles from './section.module.css'
import type { Row } from './section.tsx'

/** Rows for instants: the date and how long ago. What has not happened has no row. */
export const listTimeRows = (
  times: readonly (readonly [label: string, at: string | null])[],
  nowMs: number,
  language: Language,
): Row[] =>
  times.flatMap(([label, at]) =>
    at === null
      ? []
      : [
          {
            label,
            value: (
              <>
                <span>{formatDateTime(at, language)}</span>
                <span className={styles.age}>{formatRelative(at, nowMs, language)}</span>
              </>
            ),
          },
        ],
  )

type CoordinateWords = { copyWgs84: string; copyGcj02: string; copied: string }

/** A WGS84 place in both systems that are in use, each to copy. `label` says which place where there are several. */
export const listCoordinateRows = (lngLat: [number, number], words: CoordinateWords, label = ''): Row[] =>
  [
    { system: 'WGS84', place: lngLat, copyLabel: words.copyWgs84 },
    { system: 'GCJ-02', place: convertCoordinates(lngLat, 'wgs84', 'gcj02'), copyLabel: words.copyGcj02 },
  ].map(({ system, place, copyLabel }) => ({
    label: `${label} ${system}`.trim(),
    value: (
      <>
        {formatLngLat(place)}
        <CopyButton text={formatLngLat(place)} label={copyLabel} doneLabel={words.copied} />
      </>
    ),
  }))
