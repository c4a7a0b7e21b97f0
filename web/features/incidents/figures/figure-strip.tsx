import { useQuery } from '@tanstack/react-query'
import type { IncidentFigures } from '#api/operations/incidents/incident-figures.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { incidentsText } from '../incidents.text.ts'
import { listsText } from '../lists.text.ts'
import { dayChoices, readDays, readFigureList } from './figure-lists.ts'
import styles from './figure-strip.module.css'
import { figuresQuery } from './figures.queries.ts'

const steps = ['foundToReported', 'reportedToActed', 'reportedToClosed'] as const

/** How much stands open and how long each step takes, of the area that is looked at; each opens the list that it counts. */
export function FigureStrip({ isAboveList = false }: { isAboveList?: boolean }) {
  const text = useText(listsText)
  const mayAsk = usePermission('incidents.report') !== null
  const words = useText(incidentsText)
  const language = useLanguage()
  const area = useView((view) => view.scope)
  const days = readDays(useView((view) => view.figureDays))
  const { data, error } = useQuery({ ...figuresQuery({ days, area }), enabled: mayAsk })
  const open = (list: string) => changeView({ ...readFigureList(list, days), panel: 'incidents' }, 'push')
  const span = (minutes: number | null) => (minutes === null ? '–' : formatSpan(minutes * 60_000, language))
  const title = (figure: IncidentFigures['foundToReported']) =>
    figure.medianMinutes === null
      ? text.noSpan
      : text.spanTitle(span(figure.medianMinutes), span(figure.p90Minutes), formatNumber(figure.count))
  if (!mayAsk) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that cannot be laid out
    <div
      className={styles.strip}
      role="group"
      data-list={isAboveList || undefined}
      aria-label={text.figures}
      title={error ? describeError(error, language) : undefined}
    >
      {(['open', 'overdue'] as const).map((name) => (
        <button
          key={name}
          type="button"
          data-figure={name}
          data-tone={name === 'overdue' && (data?.overdue.count ?? 0) > 0 ? 'late' : undefined}
          title={text.standingTitle}
          disabled={!data}
          onClick={() => data && open(data[name].list)}
        >
          <strong>{data ? formatNumber(data[name].count) : '–'}</strong>
          <span>{words[name]}</span>
        </button>
      ))}
      {steps.map((name) => (
        <button
          key={name}
          type="button"
          data-figure={name}
          data-count={data?.[name].count}
          title={data && title(data[name])}
          disabled={!data}
          onClick={() => data && open(data[name].list)}
        >
          <strong>{data ? span(data[name].medianMinutes) : '–'}</strong>
          <span>{text[name]}</span>
        </button>
      ))}
      <select
        aria-label={text.daysLabel}
        value={days}
        onChange={({ target }) => changeView({ figureDays: Number(target.value) })}
      >
        {dayChoices.map((each) => (
          <option key={each} value={each}>
            {text.days(String(each))}
          </option>
        ))}
      </select>
    </div>
  )
}
