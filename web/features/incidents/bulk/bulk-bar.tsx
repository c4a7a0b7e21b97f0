import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { stepIncident } from '#web/api-client/incident-calls.ts'
import { fetchChosenExport } from '#web/api-client/intake-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { downloadFile } from '#web/lib/download-file.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { takeIn } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { listsText } from '../lists.text.ts'
import styles from './bulk-bar.module.css'
import { chooseAll, endBulk, keepFailed, useBulk } from './bulk-store.ts'
import { type BulkFault, type BulkName, type BulkStep, findStep, workOnSeveral } from './bulk-work.ts'

const BulkAssign = lazy(() => import('./bulk-assign.tsx').then((module) => ({ default: module.BulkAssign })))

type BulkBarProps = {
  /** All that the list shows. */
  shown: readonly Incident[]
  onLook: (incident: Incident) => void
}

/** What can be done with those that are chosen, and how it went. */
export function BulkBar({ shown, onLook }: BulkBarProps) {
  const text = useText(listsText)
  const words = useText(incidentsText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const areas = usePermission('incidents.handle')
  const { chosen, results } = useBulk()
  const [isAssigning, setIsAssigning] = useState(false)
  const [done, setDone] = useState<number | null>(null)
  const [isBusy, begin] = useBusy()
  const [exportError, setExportError] = useState<unknown>(null)
  const incidents = [...chosen.values()]
  const ready = (name: BulkName) => incidents.filter((incident) => findStep(incident, areas, name) !== undefined).length

  const work = (step: BulkStep) =>
    begin(async () => {
      setDone(0)
      const answers = await workOnSeveral(incidents, step, {
        areas,
        send: stepIncident,
        onRecord: (incident) => takeIn(queryClient, incident),
        onProgress: setDone,
      })
      setDone(null)
      keepFailed(answers)
    })
  const bringFile = () =>
    begin(async () => {
      setExportError(null)
      try {
        const { blob, name } = await fetchChosenExport([...chosen.keys()], 'csv')
        downloadFile(name, blob, blob.type)
      } catch (error) {
        setExportError(error)
      }
    })
  const describeFault = (fault: BulkFault): string => {
    if (fault === 'stale') return text.stale
    return fault === 'not_allowed' ? text.notAllowed : describeError(fault.error, language)
  }
  const failed = results?.filter(({ fault }) => fault !== null) ?? []
  const countOf = (count: number) => formatNumber(count)

  return (
    <section className={styles.bar} aria-label={text.select} data-bulk>
      <div className={styles.line}>
        <strong>
          {done === null ? text.chosen(countOf(chosen.size)) : text.working(countOf(done), countOf(incidents.length))}
        </strong>
        <span className={styles.links}>
          <LinkButton onClick={() => chooseAll(shown)}>{text.chooseAll}</LinkButton>
          <LinkButton onClick={() => chooseAll([])}>{text.chooseNone}</LinkButton>
          <LinkButton onClick={endBulk}>{text.endSelect}</LinkButton>
        </span>
      </div>
      <div className={styles.line}>
        {areas !== null && (
          <>
            <Button
              disabled={isBusy || ready('accept') === 0}
              title={text.acceptTitle}
              onClick={() => void work({ name: 'accept', reason: '', assign: null })}
            >
              {text.accept} {countOf(ready('accept'))}
            </Button>
            <Button
              disabled={isBusy || ready('assign') === 0}
              title={text.assignSeveralTitle}
              onClick={() => setIsAssigning(true)}
            >
              {text.assign} {countOf(ready('assign'))}
            </Button>
          </>
        )}
        <Button icon="download" disabled={isBusy || incidents.length === 0} onClick={() => void bringFile()}>
          {text.exportCsv}
        </Button>
      </div>
      {exportError !== null && (
        <p className={styles.fault} role="alert">
          {describeError(exportError, language)}
        </p>
      )}
      {results && (
        <div className={styles.results} role="status">
          <p>
            {text.went(countOf(results.length - failed.length))}
            {failed.length > 0 && ` · ${text.wentNot(countOf(failed.length))}`}
          </p>
          <ul>
            {failed.map(({ incident, fault }) => (
              <li key={incident.id}>
                <LinkButton onClick={() => onLook(incident)}>{incident.title}</LinkButton>
                {` · ${words.state[incident.state]}: ${describeFault(fault as BulkFault)}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {isAssigning && (
        <Suspense>
          <BulkAssign
            count={ready('assign')}
            onAssign={(assign, reason) => {
              setIsAssigning(false)
              void work({ name: 'assign', reason, assign })
            }}
            onClose={() => setIsAssigning(false)}
          />
        </Suspense>
      )}
    </section>
  )
}
