import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { hotlineSource, hotlineSystem } from '#api/operations/intake/intake.contract.ts'
import type { ColumnMap } from '#api/operations/intake/intake-files.contract.ts'
import { type Crs, crsSchema } from '#api/platform/http/shared.contract.ts'
import { cancelIntakeFile, fetchIntakeFile, sendIntakeFile } from '#web/api-client/intake-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { referenceQuery } from '#web/api-client/reference-query.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { useHeld } from '#web/ui/dialog-leave.ts'
import { DialogActions } from '#web/ui/dialog-parts.tsx'
import { Field } from '#web/ui/field.tsx'
import { FileReport } from './file-report.tsx'
import { filesText } from './files.text.ts'
import styles from './incident-files.module.css'

const pollMs = 700

/** Takes in a file of incidents: chosen, checked, its columns put right, then taken in. */
export function FileIntake() {
  const text = useText(filesText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [system, setSystem] = useState('')
  const [source, setSource] = useState('')
  const [crs, setCrs] = useState<Crs>('wgs84')
  const [isNotUrgent, setIsNotUrgent] = useState(false)
  /** Our field → the name of the column; null: as the server knows them. */
  const [map, setMap] = useState<ColumnMap | null>(null)
  const [id, setId] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const hintId = useId()
  // as the server has it where nothing is said
  const usualSource = system === '' || system === hotlineSystem ? hotlineSource : system
  const [isBusy, begin] = useBusy()
  const { data: reference } = useQuery(referenceQuery())
  const run = useQuery({
    queryKey: ['intake-file', id],
    queryFn: ({ signal }) => fetchIntakeFile(id ?? '', signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'running' || !state.data ? pollMs : false),
  })
  const answer = id === null ? undefined : run.data
  const isRunning = isBusy || (id !== null && (answer === undefined || answer.state === 'running'))
  const hasTaken = answer !== undefined && !answer.dryRun && answer.state !== 'running'
  // once the server takes it in, whoever closes loses nothing
  useHeld(file !== null && (answer === undefined || answer.dryRun))
  useEffect(() => {
    if (hasTaken) void queryClient.invalidateQueries({ queryKey: ['incidents'] })
  }, [hasTaken, queryClient])

  const start = (dryRun: boolean, columns = map) =>
    void begin(async () => {
      if (!file) return
      setError(null)
      const form = new FormData()
      form.append('dryRun', String(dryRun))
      // only what was looked at is taken in
      if (!dryRun && id !== null) form.append('tried', id)
      form.append('crs', crs)
      if (system !== '') form.append('system', system)
      if (source.trim() !== '') form.append('source', source.trim())
      if (columns !== null) form.append('map', JSON.stringify(columns))
      form.append('isNotEmergency', String(isNotUrgent))
      form.append('files', file)
      try {
        setId((await sendIntakeFile(form)).id)
      } catch (failure) {
        setError(failure)
      }
    })
  const stop = () => id !== null && void cancelIntakeFile(id).catch(setError)
  /** What was found holds for what was set then. */
  const forget = () => {
    setId(null)
    setError(null)
  }
  const choose = (chosen: File | undefined) => {
    if (!chosen) return
    setFile(chosen)
    setMap(null)
    forget()
  }
  const canTake = answer?.state === 'done' && answer.dryRun && (answer.counts?.taken ?? 0) > 0
  return (
    <>
      <p className={styles.muted}>{text.importLead}</p>
      <div className={styles.file}>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.xlsx,text/csv"
          onChange={(event) => {
            choose(event.target.files?.[0])
            // the same file again, mended, is another one
            event.target.value = ''
          }}
        />
        <Button icon="upload" disabled={isRunning} onClick={() => input.current?.click()}>
          {file ? text.otherFile : text.chooseFile}
        </Button>
        {file && <span>{file.name}</span>}
      </div>
      {file && (
        <>
          <div className={styles.fields}>
            <Field label={text.codes}>
              <select
                value={system}
                disabled={isRunning}
                onChange={(event) => {
                  setSystem(event.target.value)
                  forget()
                }}
              >
                <option value="">{text.ownCodes}</option>
                {(reference?.lists['foreign-codes'].body.items ?? []).map((item) => (
                  <option key={item.code} value={item.code}>
                    {item[language]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={text.crs}>
              <select
                value={crs}
                disabled={isRunning}
                onChange={(event) => {
                  setCrs(crsSchema.parse(event.target.value))
                  forget()
                }}
              >
                {crsSchema.options.map((word) => (
                  <option key={word} value={word}>
                    {text.crsName[word]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={text.source}>
              <input
                value={source}
                maxLength={40}
                placeholder={usualSource}
                disabled={isRunning}
                spellCheck={false}
                autoComplete="off"
                aria-describedby={hintId}
                onChange={(event) => {
                  setSource(event.target.value)
                  forget()
                }}
              />
            </Field>
            <p id={hintId} className={styles.hint}>
              {text.sourceHint(usualSource)}
            </p>
          </div>
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={isNotUrgent}
              disabled={isRunning}
              onChange={(event) => {
                setIsNotUrgent(event.target.checked)
                forget()
              }}
            />
            {text.notUrgent}
          </label>
        </>
      )}
      {answer && (
        <FileReport
          answer={answer}
          isRunning={isRunning}
          onRemap={(columns) => {
            setMap(columns)
            start(true, columns)
          }}
        />
      )}
      {(error ?? run.error) !== null && (
        <p className={styles.fault} role="alert">
          {describeError(error ?? run.error, language)}
        </p>
      )}
      {file && (
        <DialogActions>
          <Button disabled={isRunning} onClick={() => start(true)}>
            {text.check}
          </Button>
          {canTake && (
            <Button look="primary" icon="check" disabled={isRunning} onClick={() => start(false)}>
              {text.takeIn(formatNumber(answer.counts?.taken ?? 0))}
            </Button>
          )}
          {answer?.state === 'running' && <Button onClick={stop}>{text.stop}</Button>}
        </DialogActions>
      )}
    </>
  )
}
