import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { incidentKinds } from '#api/operations/incidents/incidents.contract.ts'
import { describeError, isAreaGone } from '#web/api-client/problem.ts'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Panel, PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { Section } from '#web/ui/section.tsx'
import { incidentsText } from '../incidents.text.ts'
import { useReferenceNames } from '../reference.queries.ts'
import { ChartFrame } from './chart-frame.tsx'
import { type ChartTable, writeTableCsv } from './chart-tables.ts'
import { chartsText } from './charts.text.ts'
import styles from './charts-panel.module.css'
import { dayChoices, readDays, readFigureList } from './figure-lists.ts'
import { FigureStrip } from './figure-strip.tsx'
import { breakdownQuery, containmentQuery, figuresQuery, trendQuery } from './figures.queries.ts'

/** Figures of an area as pictures, each with its table: what came and went by day, of which types, where it lay and where it
 *  was settled. */
export function ChartsPanel({ scopeName }: { scopeName: string }) {
  const text = useText(chartsText)
  const days = readDays(useView((view) => view.figureDays))
  const area = useView((view) => view.scope)
  return (
    <Panel title={text.title} aside={<span>{scopeName}</span>}>
      <FigureStrip />
      <PanelScroll>
        <PanelBlock>
          <Segments
            label={text.daysLabel}
            value={String(days)}
            options={dayChoices.map((each) => ({ value: String(each), text: text.days(String(each)) }))}
            onChange={(value) => changeView({ figureDays: Number(value) })}
          />
        </PanelBlock>
        <TrendChart days={days} area={area} />
        <ContainmentChart days={days} area={area} />
        <TypeChart days={days} area={area} />
        <TownshipChart days={days} area={area} />
      </PanelScroll>
    </Panel>
  )
}

type Asked = { days: number; area: string | null }

function TrendChart(asked: Asked) {
  const text = useText(chartsText)
  const query = useQuery(trendQuery(asked))
  const table = useMemo<ChartTable | undefined>(
    () =>
      query.data && {
        columns: [text.day, text.reported, text.ended],
        rows: query.data.items.map(({ day, reported, ended }) => [day, reported, ended] as const),
      },
    [query.data, text],
  )
  return <ChartBlock title={text.trend} shape="lines" table={table} query={query} />
}

function TypeChart(asked: Asked) {
  const text = useText(chartsText)
  const words = useText(incidentsText)
  const { nameType } = useReferenceNames()
  const query = useQuery(breakdownQuery(asked, 'type'))
  const table = query.data && {
    columns: [text.type, text.reported, text.open, text.overdue],
    rows: query.data.items.map(({ key, kind, total, open, overdue }) => {
      const known = incidentKinds.find((each) => each === kind)
      const name = known ? nameType(known, key) : key
      // Every kind has its "other".
      const isShared = query.data.items.some((item) => item.key === key && item.kind !== kind)
      return [known && isShared ? `${name} · ${words.kind[known]}` : name, total, open, overdue] as const
    }),
  }
  const openRow = (row: number) => {
    const item = query.data?.items[row]
    if (item) openList({ ...readFigureList('from=days', asked.days), incidentTypes: [`${item.kind}.${item.key}`] })
  }
  return <ChartBlock title={text.byType} shape="bars" table={useSame(table)} query={query} onOpenRow={openRow} />
}

function TownshipChart(asked: Asked) {
  const text = useText(chartsText)
  const language = useLanguage()
  const query = useQuery(breakdownQuery(asked, 'township'))
  const table = query.data && {
    columns: [text.township, text.reported, text.open, text.overdue],
    rows: query.data.items.map(
      ({ key, name, total, open, overdue }) =>
        [name === null ? key : nameArea(name, language), total, open, overdue] as const,
    ),
  }
  const openRow = (row: number) => {
    const item = query.data?.items[row]
    if (item) openList({ ...readFigureList('from=days', asked.days), scope: item.key })
  }
  return (
    <ChartBlock title={text.byTownship} shape="bars" table={useSame(table)} query={query} onOpenRow={openRow}>
      <p className={styles.muted}>{text.support}</p>
    </ChartBlock>
  )
}

function ContainmentChart({ days, area }: Asked) {
  const text = useText(chartsText)
  // The server says when the days begin.
  const { data: figures } = useQuery(figuresQuery({ days, area }))
  const query = useQuery({ ...containmentQuery(area, figures?.from ?? ''), enabled: figures !== undefined })
  const table = query.data && {
    columns: [text.rung, text.settled],
    rows: query.data.rungs.map(({ rung, count }) => [text.contained[rung], count] as const),
  }
  const openRow = (row: number) => {
    const item = query.data?.rungs[row]
    if (item) openList(readFigureList(item.query, days))
  }
  return (
    <ChartBlock title={text.containment} shape="bars" table={useSame(table)} query={query} onOpenRow={openRow}>
      <p className={styles.muted}>{text.support}</p>
    </ChartBlock>
  )
}

const openList = (filter: Parameters<typeof changeView>[0]) => changeView({ ...filter, panel: 'incidents' }, 'push')

/** The same table as long as it says the same, so that a chart is not drawn anew for nothing. */
function useSame(table: ChartTable | undefined): ChartTable | undefined {
  const written = JSON.stringify(table)
  return useMemo(() => (written === undefined ? undefined : (JSON.parse(written) as ChartTable)), [written])
}

type ChartBlockProps = {
  title: string
  shape: 'lines' | 'bars'
  table: ChartTable | undefined
  query: { error: Error | null; refetch: () => unknown }
  /** Opens the list that a row counts. */
  onOpenRow?: (row: number) => void
  children?: ReactNode
}

function ChartBlock({ title, shape, table, query, onOpenRow, children }: ChartBlockProps) {
  const text = useText(chartsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [isTable, setIsTable] = useState(false)
  const download = (shown: ChartTable) =>
    downloadFile(
      `${exportName([text.exportName, title], new Date())}.csv`,
      writeTableCsv(shown),
      'text/csv;charset=utf-8',
    )
  return (
    <Section
      title={title}
      aside={
        <span className={styles.buttons}>
          <Button
            look="quiet"
            aria-label={`${title} · ${text.showTable}`}
            isOn={isTable}
            onClick={() => setIsTable(!isTable)}
          >
            {isTable ? text.showChart : text.showTable}
          </Button>
          <Button
            look="quiet"
            aria-label={`${title} · ${shared.exportCsv}`}
            disabled={!table}
            onClick={() => table && download(table)}
          >
            CSV
          </Button>
        </span>
      }
    >
      {!table && (
        <Awaited
          failure={query.error && describeError(query.error, language)}
          onRetry={isAreaGone(query.error) ? undefined : () => void query.refetch()}
          rows={3}
          words={shared}
        />
      )}
      {table && table.rows.length === 0 && <p className={styles.muted}>{text.none}</p>}
      {table &&
        table.rows.length > 0 &&
        (isTable ? (
          <DataTable table={table} title={title} onOpenRow={onOpenRow} />
        ) : (
          <ChartFrame shape={shape} table={table} label={title} />
        ))}
      {children}
    </Section>
  )
}

function DataTable({
  table,
  title,
  onOpenRow,
}: { table: ChartTable; title: string } & Pick<ChartBlockProps, 'onOpenRow'>) {
  return (
    <table className={styles.table} aria-label={title}>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(([name, ...counts], row) => (
          <tr key={name}>
            <th scope="row">{onOpenRow ? <LinkButton onClick={() => onOpenRow(row)}>{name}</LinkButton> : name}</th>
            {counts.map((count, column) => (
              <td key={table.columns[column + 1]}>{formatNumber(count)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
