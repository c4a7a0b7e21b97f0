import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError, problemFields } from '#web/api-client/problem.ts'
import { formatDistance } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import type { AreaQuery } from '#web/shared/url-state.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice, Skeleton } from '#web/ui/notice.tsx'
import { Panel, PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { AffectedAnswer } from './affected-answer.tsx'
import { AreaForm } from './area-form.tsx'
import { areaBounds, areaSquareMeters, isOnEarth, queryGeometry } from './area-query.ts'
import styles from './emergency.module.css'
import { affectedQuery } from './emergency.queries.ts'
import { emergencyText } from './emergency.text.ts'

type EmergencyPanelProps = {
  /** The drawing tool that is active on the map. */
  drawing: 'polygon' | 'circle' | null
  onDraw: (shape: 'polygon' | 'circle' | null) => void
  onOpenArea: (code: string) => void
  /** Absent without a map. */
  onZoomTo?: (bounds: [number, number, number, number]) => void
  onShowPoint: (lngLat: [number, number]) => void
}

/** "Who is inside this area?" — drawn, typed or pasted; answered as a sentence, figures and a list of grids. */
export function EmergencyPanel({ drawing, onDraw, onOpenArea, onZoomTo, onShowPoint }: EmergencyPanelProps) {
  const text = useText(emergencyText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areaQuery = useView((view) => view.areaQuery)
  const [isFormOpen, setIsFormOpen] = useState(false)
  const [exportError, setExportError] = useState<unknown>(null)
  const ask = (query: AreaQuery) => {
    onDraw(null)
    changeView({ areaQuery: query }, 'push')
    onZoomTo?.(areaBounds(query))
  }
  return (
    <Panel title={text.title}>
      <PanelScroll>
        <PanelBlock>
          <p className={styles.question}>{text.question}</p>
          <div className={styles.tools}>
            <Button
              icon="polygon"
              isOn={drawing === 'polygon'}
              onClick={() => onDraw(drawing === 'polygon' ? null : 'polygon')}
            >
              {text.drawPolygon}
            </Button>
            <Button
              icon="circle"
              isOn={drawing === 'circle'}
              onClick={() => onDraw(drawing === 'circle' ? null : 'circle')}
            >
              {text.drawCircle}
            </Button>
          </div>
          {drawing && <p className={styles.hint}>{drawing === 'polygon' ? text.polygonHint : text.circleHint}</p>}
          <details open={isFormOpen} onToggle={(event) => setIsFormOpen(event.currentTarget.open)}>
            <summary className={styles.summary}>{text.orTypeOrPaste}</summary>
            {isFormOpen && <AreaForm onAsk={ask} />}
          </details>
        </PanelBlock>
        {areaQuery ? (
          <Answer
            query={areaQuery}
            onOpenArea={onOpenArea}
            onZoomTo={onZoomTo}
            onShowPoint={onShowPoint}
            onExportFailed={setExportError}
          />
        ) : (
          !drawing && <Notice icon="emergency">{text.empty}</Notice>
        )}
        {exportError !== null && (
          <Notice icon="warning" tone="warning" action={{ text: shared.close, onClick: () => setExportError(null) }}>
            {describeError(exportError, language)}
          </Notice>
        )}
      </PanelScroll>
    </Panel>
  )
}

type AnswerProps = Pick<EmergencyPanelProps, 'onOpenArea' | 'onZoomTo' | 'onShowPoint'> & {
  query: AreaQuery
  onExportFailed: (error: unknown) => void
}

function Answer({ query, onOpenArea, onZoomTo, onShowPoint, onExportFailed }: AnswerProps) {
  const text = useText(emergencyText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error, isPending, refetch } = useQuery(affectedQuery(query))
  const bounds = areaBounds(query)
  const fault = problemFields(error).find((field) => field.lngLat)?.lngLat
  const corners =
    queryGeometry(query)?.coordinates.flat(query.kind === 'geometry' && query.geometry.type === 'MultiPolygon' ? 2 : 1)
      .length ?? 0
  return (
    <>
      <div className={styles.current}>
        <span>
          {query.kind === 'circle'
            ? text.circleLabel(formatDistance(query.radiusMeters))
            : text.polygonLabel(Math.max(0, corners - 1))}
        </span>
        <span className={styles.currentActions}>
          {onZoomTo && (
            <Button look="quiet" icon="target" onClick={() => onZoomTo(bounds)}>
              {text.zoom}
            </Button>
          )}
          <Button look="quiet" icon="close" onClick={() => changeView({ areaQuery: null }, 'push')}>
            {text.clear}
          </Button>
        </span>
      </div>
      {isPending && <Skeleton rows={4} label={text.working} />}
      {error && !data && (
        <Notice
          icon="warning"
          tone="warning"
          action={
            fault && isOnEarth(fault)
              ? { text: text.flyToFault, onClick: () => onShowPoint(fault) }
              : { text: shared.retry, onClick: () => void refetch() }
          }
        >
          {describeError(error, language, { center: text.center, radiusMeters: text.radius })}
        </Notice>
      )}
      {data && (
        <AffectedAnswer
          answer={data}
          squareMeters={areaSquareMeters(query)}
          bounds={bounds}
          onOpenArea={onOpenArea}
          onExportFailed={onExportFailed}
        />
      )}
    </>
  )
}
