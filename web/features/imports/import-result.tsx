import { useState } from 'react'
import type { ImportAnswer, ImportCauseAnswer } from '#api/ground/imports/imports.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatDistance, formatNumber } from '#web/lib/format-number.ts'
import { useFallenFocus } from '#web/shared/use-fallen-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Icon, type IconName } from '#web/ui/icon.tsx'
import { PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { type Row, Rows, Section } from '#web/ui/section.tsx'
import { CauseList } from './cause-list.tsx'
import { FindingList, useKindName } from './finding-list.tsx'
import type { FindingGroup } from './findings.ts'
import { chooseOtherFiles, setImportStore, trySameFiles, useImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'

type ImportResultProps = { answer: ImportAnswer; onShowPoint?: (lngLat: [number, number]) => void }

/** What came of an import: figures, or why not and where. */
export function ImportResult({ answer, onShowPoint }: ImportResultProps) {
  const text = useText(importsText)
  const language = useLanguage()
  const groups = (['faults', 'warnings', 'changes'] as const).filter((group) => answer[group].length > 0)
  const [chosen, setChosen] = useState<FindingGroup | null>(null)
  const group = chosen ?? groups[0] ?? null
  // After a reload the browser no longer has the files.
  const hasFiles = useImportStore((state) => state.sentId === answer.id)
  const mayImport = usePermission('imports.write') !== null
  const canImport = answer.state === 'done' && answer.settings.dryRun && hasFiles
  const canTryAgain = hasFiles && (answer.state !== 'done' || answer.settings.dryRun)
  const { icon, tone, headline } = describeEnd(answer, text)
  const heading = useFallenFocus<HTMLHeadingElement>()
  const groupTitle: Record<FindingGroup, string> = {
    faults: text.faultsTitle(formatNumber(answer.faultCount)),
    warnings: text.warningsTitle(formatNumber(answer.warningCount)),
    changes: text.changesTitle(formatNumber(answer.changeCount)),
  }
  const [openCause, setOpenCause] = useState<ImportCauseAnswer | null>(null)
  // One fault needs no groups.
  const hasCauses = group === 'faults' && answer.faultCount > 1 && answer.causes.length > 0
  const onlyHint = hasCauses ? undefined : answer.causes[0]?.hint?.[language]
  const head = (
    <PanelBlock>
      <h3 ref={heading} tabIndex={-1} className={styles.headline} data-tone={tone} role="status">
        <Icon name={icon} size={20} />
        {headline}
      </h3>
      <p className={styles.muted}>{answer.files.map(({ name }) => name).join(', ')}</p>
      {answer.problem && <p>{answer.problem.detail[language]}</p>}
      <div className={styles.actions}>
        {canImport && (
          <Button look="primary" icon="upload" onClick={() => setImportStore({ shownId: null, isConfirming: true })}>
            {text.importNow}
          </Button>
        )}
        {canTryAgain && (
          <Button icon="chevronLeft" title={text.sameFilesTitle} onClick={() => trySameFiles(answer)}>
            {text.sameFiles}
          </Button>
        )}
        <Button onClick={() => chooseOtherFiles(answer.id)}>{mayImport ? text.otherFiles : text.recent}</Button>
      </div>
    </PanelBlock>
  )
  if (group === null)
    return (
      <PanelScroll>
        {head}
        <Figures answer={answer} />
      </PanelScroll>
    )
  return (
    <div className={styles.result}>
      {head}
      {answer.state === 'done' && (
        <div className={styles.shortFigures}>
          <Figures answer={answer} />
        </div>
      )}
      {groups.length > 1 && (
        <PanelBlock>
          <Segments
            label={text.faultList}
            value={group}
            options={groups.map((each) => ({ value: each, text: groupTitle[each] }))}
            onChange={setChosen}
          />
        </PanelBlock>
      )}
      {hasCauses && openCause && <OpenCause cause={openCause} onBack={() => setOpenCause(null)} />}
      {hasCauses && !openCause ? (
        <CauseList answer={answer} hasMap={onShowPoint !== undefined} onOpen={setOpenCause} />
      ) : (
        <FindingList
          key={group}
          answer={answer}
          group={group}
          cause={(hasCauses && openCause) || undefined}
          onShowPoint={onShowPoint}
        />
      )}
      {group === 'faults' && onlyHint && <p className={styles.onlyHint}>{onlyHint}</p>}
    </div>
  )
}

/** Whose faults are listed, and back to the others. */
function OpenCause({ cause, onBack }: { cause: ImportCauseAnswer; onBack: () => void }) {
  const text = useText(importsText)
  const kindName = useKindName()
  return (
    <div className={styles.openCause}>
      <Button look="quiet" icon="chevronLeft" onClick={onBack}>
        {text.allCauses}
      </Button>
      <span>
        <strong>{kindName(cause.kind)}</strong> {cause.field} · {text.places(formatNumber(cause.count))}
      </span>
    </div>
  )
}

type Words = ReturnType<typeof useText<typeof importsText>>

function describeEnd(
  { state, settings, report, faultCount }: ImportAnswer,
  text: Words,
): { icon: IconName; tone: 'good' | 'bad' | 'plain'; headline: string } {
  const words = text[settings.dryRun ? 'ofCheck' : 'ofImport']
  switch (state) {
    case 'done':
      if (settings.dryRun) return { icon: 'check', tone: 'good', headline: text.checkedGood }
      return {
        icon: 'check',
        tone: 'good',
        headline: report?.edition ? text.published(String(report.edition)) : text.publishedPlain,
      }
    case 'refused':
      return { icon: 'warning', tone: 'bad', headline: text.refused(formatNumber(faultCount)) }
    case 'cancelled':
      return { icon: 'close', tone: 'plain', headline: words.cancelled }
    default:
      return { icon: 'warning', tone: 'bad', headline: words.failed }
  }
}

function Figures({ answer }: { answer: ImportAnswer }) {
  const text = useText(importsText)
  const { report, changeCount, changeMeters } = answer
  if (!report) return null
  const { counts, grids, rows, comparison, shift, rerouted, milliseconds } = report
  const count = (label: string, value: number): Row => ({ label, value: formatNumber(value) })
  const all: Row[] = [
    count(text.townships, counts.townships),
    count(text.villages, counts.villages),
    count(text.grids, counts.grids),
  ]
  if (grids.kept > 0) all.push(count(text.read, grids.read), count(text.kept, grids.kept))
  if (comparison)
    all.push(
      count(text.added, comparison.added),
      count(text.changed, comparison.changed),
      count(text.unchanged, comparison.unchanged),
      count(text.gone, comparison.gone),
    )
  else if (report.edition !== null) all.push(count(text.changedRows, rows.changed))
  if (shift)
    all.push({
      label: text.shift(shift.crs.toUpperCase()),
      value: text.shiftMeters(formatDistance(shift.meanMeters), formatDistance(shift.maxMeters)),
    })
  if (changeCount > 0)
    all.push({
      label: text.changes,
      value: text.changesCount(formatNumber(changeCount), formatNumber(changeMeters, 2, true)),
    })
  if (rerouted > 0) all.push(count(text.rerouted, rerouted))
  all.push({ label: text.duration, value: text.seconds(formatNumber(milliseconds / 1000, 1)) })
  return (
    <Section title={text.grids}>
      <Rows rows={all} />
    </Section>
  )
}
