import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import {
  fetchEntriesSaved,
  fetchIncidentExport,
  fetchSystemPreview,
  sendSystemExport,
} from '#web/api-client/intake-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { referenceQuery } from '#web/api-client/reference-query.ts'
import { usePermission } from '#web/api-client/session.ts'
import { downloadFile } from '#web/lib/download-file.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { exportQueryOf } from '../filter/export-query.ts'
import { incidentsText } from '../incidents.text.ts'
import { filesText } from './files.text.ts'
import styles from './incident-files.module.css'

const savedDays = 30

/** The incidents of the list as a file, and for other systems. */
export function ExportSheet({ count }: { count: number }) {
  const text = useText(filesText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const view = useView()
  const query = exportQueryOf(view, Math.floor(useNow() / 60_000) * 60_000)
  const maySend = usePermission('incidents.handle') !== null
  const [error, setError] = useState<unknown>(null)
  const [isBusy, begin] = useBusy()
  // of what was sent and not answered: the same once more counts nothing twice
  const unanswered = useRef<{ what: string; key: string } | null>(null)
  const sendTo = async (system: string, body: Record<string, string | undefined>) => {
    const what = JSON.stringify([system, body])
    if (unanswered.current?.what !== what) unanswered.current = { what, key: makeKey() }
    const file = await sendSystemExport(system, body, unanswered.current.key)
    unanswered.current = null
    return file
  }
  const bring = (fetching: () => Promise<{ blob: Blob; name: string }>) =>
    void begin(async () => {
      setError(null)
      try {
        const { blob, name } = await fetching()
        downloadFile(name, blob, blob.type)
        void queryClient.invalidateQueries({ queryKey: ['entries-saved'] })
      } catch (failure) {
        setError(failure)
      }
    })
  return (
    <>
      <section className={styles.section}>
        <p>{text.exportLead(formatNumber(count))}</p>
        <div className={styles.actions}>
          {(['csv', 'xlsx', 'geojson'] as const).map((format) => (
            <Button
              key={format}
              icon="download"
              disabled={isBusy || count === 0}
              onClick={() => bring(() => fetchIncidentExport({ ...query, format }))}
            >
              {text.format[format]}
            </Button>
          ))}
        </div>
      </section>
      {maySend && (
        <SystemExport
          query={query}
          isBusy={isBusy}
          onExport={(system, format) => bring(() => sendTo(system, { ...query, format }))}
        />
      )}
      {error !== null && (
        <p className={styles.fault} role="alert">
          {describeError(error, language)}
        </p>
      )}
    </>
  )
}

type SystemExportProps = {
  query: Record<string, string | undefined>
  isBusy: boolean
  onExport: (system: string, format: 'csv' | 'xlsx') => void
}

function SystemExport({ query, isBusy, onExport }: SystemExportProps) {
  const text = useText(filesText)
  const words = useText(incidentsText)
  const language = useLanguage()
  const [system, setSystem] = useState('')
  const { data: reference } = useQuery(referenceQuery())
  const systems = reference?.lists['foreign-codes'].body.items ?? []
  const preview = useQuery({
    queryKey: ['system-preview', system, query],
    queryFn: ({ signal }) => fetchSystemPreview(system, query, signal),
    enabled: system !== '',
  })
  const saved = useQuery({
    queryKey: ['entries-saved', savedDays],
    queryFn: ({ signal }) => fetchEntriesSaved(savedDays, signal),
  })
  const found = preview.data
  return (
    <section className={styles.section}>
      <h3>{text.systems}</h3>
      {saved.data && (
        <p className={styles.muted}>{text.saved(formatNumber(saved.data.entries), formatNumber(savedDays))}</p>
      )}
      <Field label={text.system}>
        <select value={system} onChange={(event) => setSystem(event.target.value)}>
          <option value="">{text.chooseSystem}</option>
          {systems.map((item) => (
            <option key={item.code} value={item.code}>
              {item[language]}
            </option>
          ))}
        </select>
      </Field>
      {preview.error && (
        <p className={styles.fault} role="alert">
          {describeError(preview.error, language)}
        </p>
      )}
      {found && system !== '' && (
        <>
          <p>{text.coded(formatNumber(found.coded), formatNumber(found.total))}</p>
          {found.withoutCode.length > 0 && (
            <>
              <p className={styles.muted}>
                {text.withoutCode} · {text.fillIn}
              </p>
              <ul className={styles.without}>
                {found.withoutCode.map((type) => (
                  <li key={`${type.kind}/${type.type}`}>
                    {words.kind[type.kind]} · {type[language]} {formatNumber(type.count)}
                  </li>
                ))}
              </ul>
            </>
          )}
          <div className={styles.actions}>
            {(['csv', 'xlsx'] as const).map((format) => (
              <Button
                key={format}
                icon="download"
                disabled={isBusy || found.total === 0}
                onClick={() => onExport(system, format)}
              >
                {text.format[format]}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  )
}
