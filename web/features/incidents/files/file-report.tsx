import { useState } from 'react'
import { type ColumnMap, fileFields, type IntakeFileAnswer } from '#api/operations/intake/intake-files.contract.ts'
import { fetchIntakeReport } from '#web/api-client/intake-calls.ts'
import { downloadFile } from '#web/lib/download-file.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { filesText } from './files.text.ts'
import styles from './incident-files.module.css'

const shownFindings = 100
const shownPlaced = 100

type FileReportProps = {
  answer: IntakeFileAnswer
  isRunning: boolean
  /** Tries it again with these columns. */
  onRemap: (map: ColumnMap) => void
}

/** How far a file is, and then what has become of its rows. */
export function FileReport({ answer, isRunning, onRemap }: FileReportProps) {
  const text = useText(filesText)
  const language = useLanguage()
  const { state, dryRun, counts, problem, findings, placed, done, total } = answer
  if (state === 'running')
    return (
      <section className={styles.section} aria-live="polite">
        <p>
          {dryRun ? text.checking : text.taking} · {text.rows(formatNumber(done), formatNumber(total))}
        </p>
        <progress className={styles.progress} max={Math.max(total, 1)} value={done} />
      </section>
    )
  const rest =
    counts === null ? 0 : counts.refused + counts.there + counts.elsewhere - Math.min(findings.length, shownFindings)
  const download = async () => {
    const { blob, name } = await fetchIntakeReport(answer.id)
    downloadFile(name, blob, blob.type)
  }
  return (
    <section className={styles.section}>
      <h3>{dryRun ? text.checked : text.done}</h3>
      {state === 'cancelled' && <p>{text.stopped}</p>}
      {problem && (
        <p className={styles.fault} role="alert">
          {problem.detail[language]}
        </p>
      )}
      {counts && !(state === 'failed' && done === 0) && (
        <>
          <dl className={styles.counts}>
            <div>
              <dt>{dryRun ? text.canTake : text.taken}</dt>
              <dd>{formatNumber(counts.taken)}</dd>
            </div>
            {(['there', 'refused', 'elsewhere'] as const).map((outcome) => (
              <div key={outcome}>
                <dt>{text[outcome]}</dt>
                <dd>{formatNumber(counts[outcome])}</dd>
              </div>
            ))}
          </dl>
          {counts.untyped > 0 && <p className={styles.muted}>{text.untyped(formatNumber(counts.untyped))}</p>}
        </>
      )}
      {dryRun && answer.columns.length > 0 && (
        <Columns key={answer.id} columns={answer.columns} isRunning={isRunning} onRemap={onRemap} />
      )}
      {findings.length > 0 && (
        <div className={styles.findings}>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.row}</th>
                <th scope="col">{text.outcome}</th>
                <th scope="col">{text.fieldName}</th>
                <th scope="col">{text.reason}</th>
              </tr>
            </thead>
            <tbody>
              {findings.slice(0, shownFindings).map((finding) => (
                <tr key={finding.row}>
                  <td>{finding.row}</td>
                  <td>{text[finding.outcome]}</td>
                  <td>{finding.field === null ? '–' : text.fields[finding.field]}</td>
                  <td>{finding.reason[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {placed.length > 0 && <Placements answer={answer} />}
      {(findings.length > 0 || placed.length > 0) && (
        <div className={styles.actions}>
          <Button look="quiet" icon="download" onClick={() => void download()}>
            {text.report}
          </Button>
          {rest > 0 && <span className={styles.muted}>{text.more(formatNumber(rest))}</span>}
        </div>
      )}
    </section>
  )
}

/** Where rows have their place by their address: a wrong one is seen before it is taken in. */
function Placements({ answer: { placed, counts, dryRun } }: { answer: IntakeFileAnswer }) {
  const text = useText(filesText)
  const shown = placed.slice(0, shownPlaced)
  const rest = (counts?.placed ?? shown.length) - shown.length
  return (
    <section className={styles.section} aria-label={text.placed}>
      <h4>
        {dryRun
          ? text.willBePlaced(formatNumber(counts?.placed ?? 0))
          : text.wasPlaced(formatNumber(counts?.placed ?? 0))}
      </h4>
      <ul className={styles.placed}>
        {shown.map(({ row, name }) => (
          <li key={row}>
            <span>{text.rowAt(formatNumber(row))}</span> {name}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={styles.muted}>{text.more(formatNumber(rest))}</p>}
    </section>
  )
}

type ColumnsProps = Pick<FileReportProps, 'isRunning' | 'onRemap'> & { columns: IntakeFileAnswer['columns'] }

/** Which column was read as what, to be put right. */
function Columns({ columns, isRunning, onRemap }: ColumnsProps) {
  const text = useText(filesText)
  const [chosen, setChosen] = useState(() => columns.map(({ field }) => field))
  const isChanged = columns.some(({ field }, at) => chosen[at] !== field)
  const named = columns.filter(({ title }) => title !== '')
  // A field left out would be looked for by the names of the columns: each is named, or is in none.
  const map = () =>
    Object.fromEntries(
      fileFields.map((field) => [field, columns[chosen.indexOf(field)]?.title || null] as const),
    ) as ColumnMap
  return (
    <details className={styles.mapping} open={named.every(({ field }) => field === null) || undefined}>
      <summary>{text.columns}</summary>
      <div className={styles.columns}>
        {columns.map(
          ({ title }, at) =>
            title !== '' && (
              <Field key={title} label={title}>
                <select
                  value={chosen[at] ?? ''}
                  disabled={isRunning}
                  aria-label={`${title} ${text.field}`}
                  onChange={(event) => {
                    const field = fileFields.find((word) => word === event.target.value) ?? null
                    // one column a field: the one that had it lets go of it
                    setChosen(chosen.map((former, index) => (index === at ? field : former === field ? null : former)))
                  }}
                >
                  <option value="">{text.ignored}</option>
                  {fileFields.map((field) => (
                    <option key={field} value={field}>
                      {text.fields[field]}
                    </option>
                  ))}
                </select>
              </Field>
            ),
        )}
      </div>
      {isChanged && (
        <Button disabled={isRunning} onClick={() => onRemap(map())}>
          {text.checkAgain}
        </Button>
      )}
    </details>
  )
}
