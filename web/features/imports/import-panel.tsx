import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ImportAnswer, ImportSummary } from '#api/ground/imports/imports.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Panel, PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { Section } from '#web/ui/section.tsx'
import { ImportForm } from './import-form.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportResult } from './import-result.tsx'
import { setImportStore, useImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importQuery, importsQuery, isAtWork } from './imports.queries.ts'
import { importsText } from './imports.text.ts'

type Place = { code: string; name: string }
type ImportPanelProps = {
  /** Null before the first edition. */
  county: Place | null
  /** What is open on the map and can be replaced alone. */
  openArea: Place | null
  onBack?: () => void
  /** Absent where there is no map yet. */
  onShowPoint?: (lngLat: [number, number]) => void
}

/** A new edition out of files: choose, check, import, and what came of it. */
export function ImportPanel({ county, openArea, onBack, onShowPoint }: ImportPanelProps) {
  const text = useText(importsText)
  const shownId = useImportStore((state) => state.shownId)
  const upload = useImportStore((state) => state.upload)
  const canImport = usePermission('imports.write') !== null
  return (
    <Panel
      title={text.title}
      aside={
        onBack && (
          <Button look="quiet" icon="chevronLeft" onClick={onBack}>
            {text.back}
          </Button>
        )
      }
    >
      {upload !== null ? (
        <ImportProgress answer={null} isCheck={upload.isCheck} onCancel={() => upload.abort.abort()} />
      ) : shownId !== null ? (
        <ShownImport id={shownId} onShowPoint={onShowPoint} />
      ) : (
        <PanelScroll>
          <PanelBlock>
            <p>{canImport ? text.intro : text.readOnly}</p>
          </PanelBlock>
          {canImport && <ImportForm county={county} openArea={openArea} />}
          <RecentImports isAlone={!canImport} />
        </PanelScroll>
      )}
    </Panel>
  )
}

function ShownImport({ id, onShowPoint }: { id: string } & Pick<ImportPanelProps, 'onShowPoint'>) {
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error, refetch } = useQuery(importQuery(id))
  const queryClient = useQueryClient()
  // its findings lie on the map only while it is shown
  useEffect(() => () => setImportStore({ findings: [], selectedKey: null }), [])
  if (!data)
    return (
      <Awaited
        failure={error && describeError(error, language)}
        onRetry={() => void refetch()}
        remedy={error ? { text: shared.close, onClick: () => setImportStore({ shownId: null }) } : undefined}
        words={shared}
      />
    )
  if (isAtWork(data))
    return (
      <ImportProgress
        answer={data}
        isCheck={data.settings.dryRun}
        onEnded={() => void queryClient.invalidateQueries({ queryKey: importQuery(id).queryKey })}
      />
    )
  return <ImportResult answer={data as ImportAnswer} onShowPoint={onShowPoint} />
}

/** Imports of before, to look at again. */
function RecentImports({ isAlone }: { isAlone: boolean }) {
  const text = useText(importsText)
  const language = useLanguage()
  const nowMs = useNow()
  const { data } = useQuery(importsQuery())
  const items = data?.items ?? []
  if (items.length === 0) return isAlone && data ? <PanelBlock>{text.noneYet}</PanelBlock> : null
  const describe = ({ state, report, settings, faultCount }: ImportSummary) => {
    if (state === 'refused') return text.faultsTitle(formatNumber(faultCount))
    if (state === 'done' && settings.dryRun) return `${text.stateName.done} · ${text.onlyChecked}`
    if (state === 'done' && report?.edition) return text.published(String(report.edition))
    return text.stateName[state]
  }
  return (
    <Section title={text.recent}>
      <ButtonRows className={styles.recent}>
        {items.slice(0, isAlone ? 50 : 8).map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => setImportStore({ shownId: item.id, selectedKey: null })}>
              <span className={styles.recentFiles}>{item.files.map(({ name }) => name).join(', ') || '—'}</span>
              <span className={styles.recentState} data-state={item.state}>
                {describe(item)}
              </span>
              <span className={styles.muted}>{formatRelative(item.createdAt, nowMs, language)}</span>
            </button>
          </li>
        ))}
      </ButtonRows>
    </Section>
  )
}
