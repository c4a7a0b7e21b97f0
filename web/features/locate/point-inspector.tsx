import { queryOptions, useQuery } from '@tanstack/react-query'
import { locatePoint } from '#web/api-client/client.ts'
import { describeError } from '#web/api-client/problem.ts'
import { convertCoordinates, formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDistance, formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Notice, Skeleton } from '#web/ui/notice.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import styles from './locate.module.css'
import { locateText } from './locate.text.ts'

const locateQuery = (lngLat: [number, number]) =>
  queryOptions({
    queryKey: ['locate', 'wgs84', ...lngLat],
    queryFn: ({ signal }) => locatePoint(lngLat, 'wgs84', signal),
    staleTime: 5 * 60_000,
  })

type PointInspectorProps = {
  /** WGS84. */
  lngLat: [number, number]
  onOpenArea: (code: string) => void
  onZoomTo: (lngLat: [number, number]) => void
  onCircleHere: (lngLat: [number, number]) => void
  onClose: () => void
}

/** "Where is this, whose grid, how high": the answer for a pasted or clicked point. */
export function PointInspector({ lngLat, onOpenArea, onZoomTo, onCircleHere, onClose }: PointInspectorProps) {
  const text = useText(locateText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error, refetch } = useQuery(locateQuery(lngLat))
  const wgs84 = formatLngLat(lngLat)
  const gcj02 = formatLngLat(convertCoordinates(lngLat, 'wgs84', 'gcj02'))
  const areaLink = (code: string, name: string) => (
    <button type="button" className={styles.link} onClick={() => onOpenArea(code)}>
      {name}
    </button>
  )
  return (
    <>
      <div className={styles.head}>
        <div className={styles.titleRow}>
          <h2>{data?.inside ? data.grid.name : text.title}</h2>
          <IconButton icon="close" label={shared.close} shortcut="Esc" onClick={onClose} />
        </div>
        {data && <span className={styles.tag}>{data.inside ? text.inside : text.outside}</span>}
        <div className={styles.actions}>
          <Button icon="target" onClick={() => onZoomTo(lngLat)}>
            {shared.zoomTo}
          </Button>
          <Button icon="circle" onClick={() => onCircleHere(lngLat)}>
            {text.circleHere}
          </Button>
        </div>
      </div>
      {!data && !error && <Skeleton rows={3} label={shared.loading} />}
      {error && !data && (
        <Notice icon="warning" tone="warning" action={{ text: shared.retry, onClick: () => void refetch() }}>
          {describeError(error, language)}
        </Notice>
      )}
      {data?.inside && (
        <Section title={text.belongs}>
          <Rows
            rows={[
              { label: shared.level.township, value: areaLink(data.township.code, data.township.name) },
              { label: shared.level.village, value: areaLink(data.village.code, data.village.name) },
              ...(data.group
                ? [
                    {
                      label: shared.level.group,
                      value: areaLink(data.group.code, text.groupName(Number(data.group.code.slice(-2)))),
                    },
                  ]
                : []),
              { label: shared.level.grid, value: areaLink(data.grid.code, data.grid.name) },
              {
                label: text.elevation,
                value: data.elevationMeters === null ? shared.noData : `${formatNumber(data.elevationMeters)} m`,
              },
            ]}
          />
        </Section>
      )}
      {data && !data.inside && (
        <Section title={text.nearest}>
          <p>{text.outsideText(formatDistance(data.nearest.distanceMeters))}</p>
          <Rows
            rows={[{ label: shared.level.grid, value: areaLink(data.nearest.grid.code, data.nearest.grid.name) }]}
          />
        </Section>
      )}
      <Section title={text.coordinates}>
        <Rows
          rows={[
            {
              label: 'WGS84',
              value: (
                <>
                  {wgs84}
                  <CopyButton text={wgs84} label={`${shared.copy} WGS84`} doneLabel={shared.copied} />
                </>
              ),
            },
            {
              label: 'GCJ-02',
              value: (
                <>
                  {gcj02}
                  <CopyButton text={gcj02} label={`${shared.copy} GCJ-02`} doneLabel={shared.copied} />
                </>
              ),
            },
          ]}
        />
      </Section>
    </>
  )
}
