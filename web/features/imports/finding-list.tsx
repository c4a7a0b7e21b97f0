import { type Ref, useEffect, useMemo, useRef, useState } from 'react'
import type { ImportAnswer, ImportCauseAnswer } from '#api/ground/imports/imports.contract.ts'
import { request } from '#web/api-client/client.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { VirtualList } from '#web/ui/virtual-list.tsx'
import { type Finding, type FindingGroup, listCauseFindings, listFindings } from './findings.ts'
import { setImportStore, useImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'

type FindingListProps = {
  answer: ImportAnswer
  group: FindingGroup
  /** Only the faults that come of it. */
  cause?: ImportCauseAnswer
  onShowPoint?: (lngLat: [number, number]) => void
}

/** What is called what. A kind that a newer server knows keeps its own word. */
export function useKindName(): (kind: string) => string {
  const text = useText(importsText)
  const names: Record<string, string> = text.kind
  return (kind) => names[kind] ?? kind
}

type FindingHeadProps = { id: string; hint: string; ref?: Ref<HTMLDivElement> }

/** What to do with a list, and the list as a file. */
export function FindingHead({ id, hint, ref }: FindingHeadProps) {
  const text = useText(importsText)
  const language = useLanguage()
  const [failure, setFailure] = useState<unknown>(null)
  const download = async () => {
    try {
      const response = await request(`/api/imports/${id}`, { accept: 'application/geo+json' })
      const name = `${exportName([text.title, text.faultList], new Date())}.geojson`
      downloadFile(name, await response.blob(), 'application/geo+json')
      setFailure(null)
    } catch (error) {
      setFailure(error)
    }
  }
  return (
    <>
      <div ref={ref} className={styles.listHead}>
        <span className={styles.muted}>{hint}</span>
        <Button icon="download" title={text.downloadTitle} onClick={() => void download()}>
          {text.download}
        </Button>
      </div>
      {failure !== null && (
        <p className={styles.listFault} role="alert">
          {describeError(failure, language)}
        </p>
      )}
    </>
  )
}

type FindingLimitProps = { findings: readonly Finding[]; total: number; hasMap: boolean }

/** Of thousands only the first are in the answer: the list and the map must not look as if these were all. */
export function FindingLimit({ findings, total, hasMap }: FindingLimitProps) {
  const text = useText(importsText)
  if (findings.length >= total) return null
  const marked = findings.filter(({ lngLat }) => lngLat !== null).length
  return (
    <p className={styles.listLimit}>
      {text.limit(formatNumber(total), formatNumber(findings.length))}
      {hasMap && (marked === findings.length ? text.allOnMap : text.someOnMap(formatNumber(marked)))}
    </p>
  )
}

/** Faults, remarks or changes: the chosen one is marked on the map, which flies there. */
export function FindingList({ answer, group, cause, onShowPoint }: FindingListProps) {
  const text = useText(importsText)
  const language = useLanguage()
  const kindName = useKindName()
  const head = useRef<HTMLDivElement>(null)
  const findings = useMemo(
    () => (cause ? listCauseFindings(answer, cause) : listFindings(answer, group)),
    [answer, group, cause],
  )
  const selectedKey = useImportStore((state) => state.selectedKey)
  const selected = findings.find(({ key }) => key === selectedKey)
  // A single one needs no list.
  const single = findings.length === 1 ? findings[0] : undefined
  useEffect(() => setImportStore({ findings, selectedKey: single?.key ?? null }), [findings, single])
  const choose = (finding: Finding) => {
    setImportStore({ selectedKey: finding.key })
    if (finding.lngLat) onShowPoint?.(finding.lngLat)
  }
  // On half a screen the head gives way to the list and what stands below it.
  useEffect(() => {
    const frame = head.current?.parentElement
    if (!frame || selectedKey === null || single) return
    if (window.matchMedia('(max-width: 760px)').matches) frame.scrollTop = frame.scrollHeight
  }, [selectedKey, single])
  const totals = { faults: answer.faultCount, warnings: answer.warningCount, changes: answer.changeCount }
  const canFly = onShowPoint !== undefined && findings.some(({ lngLat }) => lngLat !== null) && !single
  const flyHint = group === 'faults' ? text.faultHint : text.changeHint
  const mendHint = group === 'faults' ? text.mendHint : ''
  return (
    <>
      <FindingHead ref={head} id={answer.id} hint={canFly ? flyHint : mendHint} />
      <FindingLimit findings={findings} total={cause?.count ?? totals[group]} hasMap={onShowPoint !== undefined} />
      {single ? (
        <FindingCard finding={single} onShow={onShowPoint && (() => choose(single))} />
      ) : (
        <VirtualList
          items={findings}
          label={text.faultList}
          rowHeight={72}
          canGrow
          getKey={({ key }) => key}
          selectedKey={selectedKey}
          renderRow={(finding) => (
            <div className={styles.row} data-full={finding.key === selectedKey}>
              <span className={styles.rowHead}>
                <strong>{kindName(finding.kind)}</strong>
                {finding.code ? (
                  <span>{finding.code}</span>
                ) : (
                  <span className={styles.rowPlace} title={finding.place}>
                    <bdi dir="ltr">{finding.place}</bdi>
                  </span>
                )}
                {finding.lngLat === null && <span className={styles.muted}>{text.noPlace}</span>}
              </span>
              <span className={styles.rowReason}>{finding.reason[language]}</span>
              {finding.key === selectedKey && finding.place && <span className={styles.muted}>{finding.place}</span>}
            </div>
          )}
          onSelect={choose}
          registerKeys={registerList}
        />
      )}
      {!single && selected?.lngLat && (
        <div className={styles.details}>
          <Coordinates lngLat={selected.lngLat} onShow={onShowPoint && (() => choose(selected))} />
        </div>
      )}
    </>
  )
}

type FindingCardProps = { finding: Finding; onShow?: (() => void) | undefined }

/** The only one. */
function FindingCard({ finding, onShow }: FindingCardProps) {
  const language = useLanguage()
  const kindName = useKindName()
  const { kind, code, lngLat, place, reason } = finding
  return (
    <div className={styles.card} role="status">
      <p className={styles.rowHead}>
        <strong>{kindName(kind)}</strong>
        {code && <span>{code}</span>}
      </p>
      <p>{reason[language]}</p>
      {place && <p className={styles.muted}>{place}</p>}
      {lngLat && <Coordinates lngLat={lngLat} onShow={onShow} />}
    </div>
  )
}

type CoordinatesProps = { lngLat: [number, number]; onShow?: (() => void) | undefined }

function Coordinates({ lngLat, onShow }: CoordinatesProps) {
  const shared = useText(sharedText)
  return (
    <p className={styles.coordinates}>
      {formatLngLat(lngLat)}
      <CopyButton text={formatLngLat(lngLat)} label={shared.copyWgs84} doneLabel={shared.copied} />
      {onShow && (
        <Button look="quiet" icon="target" onClick={onShow}>
          {shared.zoomTo}
        </Button>
      )}
    </p>
  )
}
