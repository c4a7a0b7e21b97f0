import { useQuery } from '@tanstack/react-query'
import { pointQuery } from '#web/api-client/area-queries.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatDistance, formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { InspectorHead, Tag } from '#web/ui/inspector.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { listCoordinateRows } from '#web/ui/standard-rows.tsx'
import { locateText } from './locate.text.ts'

type PointInspectorProps = {
  /** WGS84. */
  lngLat: [number, number]
  onOpenArea: (code: string) => void
  /** Absent without a map. */
  onZoomTo?: (lngLat: [number, number]) => void
  onCircleHere: (lngLat: [number, number]) => void
  onClose: () => void
}

/** "Where is this, whose grid, how high": the answer for a pasted or clicked point. */
export function PointInspector({ lngLat, onOpenArea, onZoomTo, onCircleHere, onClose }: PointInspectorProps) {
  const text = useText(locateText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error, refetch } = useQuery(pointQuery(lngLat))
  const areaLink = (code: string, name: string) => <LinkButton onClick={() => onOpenArea(code)}>{name}</LinkButton>
  return (
    <>
      <InspectorHead
        title={data?.inside ? data.grid.name : text.title}
        closeLabel={shared.close}
        onClose={onClose}
        tags={data && <Tag>{data.inside ? text.inside : text.outside}</Tag>}
        actions={
          <>
            {onZoomTo && (
              <Button icon="target" onClick={() => onZoomTo(lngLat)}>
                {shared.zoomTo}
              </Button>
            )}
            <Button icon="circle" onClick={() => onCircleHere(lngLat)}>
              {text.circleHere}
            </Button>
          </>
        }
      />
      {!data && (
        <Awaited
          failure={error && describeError(error, language)}
          onRetry={() => void refetch()}
          rows={3}
          words={shared}
        />
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
        <Rows rows={listCoordinateRows(lngLat, shared)} />
      </Section>
    </>
  )
}
