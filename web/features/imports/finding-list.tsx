import { useEffect, useMemo, useRef, useState } from 'react'
import type { ImportAnswer } from '#api/imports/imports.contract.ts'
import { request } from '#web/api-client/client.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { VirtualList } from '#web/ui/virtual-list.tsx'
import { type Finding, type FindingGroup, listFindings } from './findings.ts'
import { setImportStore, useImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'

type FindingListProps = {
  answer: ImportAnswer
  group: FindingGroup
  onShowPoint?: (lngLat: [number, number]) => void
}

/** What is called what. A kind that a newer server knows keeps its own word. */
export function useKindName(): (kind: string) => string {
  const text = useText(importsText)
  const names: Record<string, string> = text.kind
  return (kind) => names[kind] ?? kind
}

/** Faults, remarks or changes: the chosen one is marked on the map, which flies there. */
export function FindingList({ answer, group, onShowPoint }: FindingListProps) {
  const text = useText(importsText)
  const language = useLanguage()
  const kindName = useKindName()
  const [failure, setFailure] = useState<unknown>(null)
  const head = useRef<HTMLDivElement>(null)
  const findings = useMemo(() => listFindings(answer, group), [answer, group])
  const selectedKey = useImportStore((state) => state.selectedKey)
  const selected = findings.find(({ key }) => key === selectedKey)
  // A single one is shown in full at once.
  useEffect(
    () => setImportStore({ findings, selectedKey: findings.length === 1 ? (findings[0]?.key ?? null) : null }),
    [findings],
  )
  const choose = (finding: Finding) => {
    setImportStore({ selectedKey: finding.key })
    if (finding.lngLat) onShowPoint?.(finding.lngLat)
    // on half a screen the head gives way to the list
    if (window.matchMedia('(max-width: 760px)').matches) head.current?.scrollIntoView({ block: 'start' })
  }
  const download = async () => {
    try {
      const response = await request(`/api/imports/${answer.id}`, { accept: 'application/geo+json' })
      const name = `${exportName([text.title, text.faultList], new Date())}.geojson`
      downloadFile(name, await response.blob(), 'application/geo+json')
      setFailure(null)
    } catch (error) {
      setFailure(error)
    }
  }
  const canFly = onShowPoint !== undefined && findings.some(({ lngLat }) => lngLat !== null)
  const flyHint = group === 'faults' ? text.faultHint : text.changeHint
  const mendHint = group === 'faults' ? text.mendHint : ''
  return (
    <>
      <div ref={head} className={styles.listHead}>
        <span className={styles.muted}>{canFly ? flyHint : mendHint}</span>
        <Button icon="download" title={text.downloadTitle} onClick={() => void download()}>
          {text.download}
        </Button>
      </div>
      {failure !== null && (
        <p className={styles.listFault} role="alert">
          {describeError(failure, language)}
        </p>
      )}
      <VirtualList
        items={findings}
        label={text.faultList}
        rowHeight={72}
        getKey={({ key }) => key}
        selectedKey={selectedKey}
        renderRow={(finding) => (
          <div className={styles.row}>
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
          </div>
        )}
        onSelect={choose}
        registerKeys={registerList}
      />
      {selected && <Details finding={selected} onShow={onShowPoint && (() => choose(selected))} />}
    </>
  )
}

/** The chosen one in full: a row has room for the beginning only. */
function Details({ finding, onShow }: { finding: Finding; onShow?: (() => void) | undefined }) {
  const shared = useText(sharedText)
  const language = useLanguage()
  const { lngLat, place, reason } = finding
  return (
    <div className={styles.details} role="status">
      <p>{reason[language]}</p>
      {place && <p className={styles.muted}>{place}</p>}
      {lngLat && (
        <p className={styles.coordinates}>
          {formatLngLat(lngLat)}
          <CopyButton text={formatLngLat(lngLat)} label={shared.copyWgs84} doneLabel={shared.copied} />
          {onShow && (
            <Button look="quiet" icon="target" onClick={onShow}>
              {shared.zoomTo}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}
