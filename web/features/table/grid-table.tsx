import { Select, Table, type TableColumnsType, type TableRef } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type GridItem, gridKinds } from '#api/ground/grids/grids.contract.ts'
import { request } from '#web/api-client/client.ts'
import { describeError } from '#web/api-client/problem.ts'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { formatCode } from '#web/lib/format-code.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useMapEvent } from '#web/map/react/use-map-engine.ts'
import { hover } from '#web/shared/hover-store.ts'
import { registerList } from '#web/shared/list-keys.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { AntdTheme } from '#web/ui/antd-theme.tsx'
import { Button } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { filterRows, type GridRow, type NumberColumn, sortRows, toGridRow, writeGridCsv } from './grid-rows.ts'
import styles from './grid-table.module.css'
import { tableText } from './table.text.ts'
import { TableFilter } from './table-filter.tsx'

type GridTableProps = {
  engine: MapEngine | null
  /** All grids of the edition, as far as they have come. */
  grids: { data: { items: GridItem[] } | undefined; error: unknown; isPending: boolean }
  onRetry: () => void
  onOpenArea: (code: string, isStep: boolean) => void
}

const columnDigits: Record<NumberColumn, number> = {
  population: 0,
  density: 0,
  households: 0,
  needHelp: 0,
  needHelpShare: 1,
  workers: 0,
  workersPerThousand: 1,
  elevationMean: 0,
  slopeMean: 0,
  areaKm2: 2,
}
const columnUnits: Partial<Record<NumberColumn, string>> = {
  density: '/km²',
  needHelpShare: '%',
  elevationMean: 'm',
  slopeMean: '°',
  areaKm2: 'km²',
}

/** The codes drawn in the free part of the map, anew whenever a view is drawn with all its grids, and when the table's
 *  width says that a panel has come or gone. */
function useCodesInView(engine: MapEngine | null, tableWidth: number): ReadonlySet<string> | null {
  const [codes, setCodes] = useState<ReadonlySet<string> | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width is what asks again
  useEffect(() => {
    if (!engine) return
    // the panel's own place is taken from the map first, and the map needs a moment to draw
    const timer = setTimeout(() => setCodes(new Set(engine.gridsInView())), 60)
    return () => clearTimeout(timer)
  }, [engine, tableWidth])
  useMapEvent(engine, 'viewDrawn', () => {
    if (engine) setCodes(new Set(engine.gridsInView()))
  })
  return codes
}

/** What the map shows, as rows: sorted, filtered, exported as CSV or with the true polygons as GeoJSON. */
export function GridTable({ engine, grids: query, onRetry, onOpenArea }: GridTableProps) {
  const text = useText(tableText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const theme = useView((view) => view.theme)
  const selected = useView((view) => view.selected)
  const sort = useView((view) => view.tableSort)
  const [size, setSize] = useState({ width: 0, height: 200 })
  const codesInView = useCodesInView(engine, size.width)
  const extent = useView((view) => view.tableExtent)
  const filterText = useView((view) => view.tableText)
  const kindWord = useView((view) => view.tableKind)
  // an address may name a kind that there is not
  const kind = gridKinds.find((each) => each === kindWord) ?? null
  const [isExporting, setIsExporting] = useState(false)
  const [exportError, setExportError] = useState<unknown>(null)
  const tableRef = useRef<TableRef>(null)
  const frameRef = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const frame = frameRef.current
    if (!frame) return
    const observer = new ResizeObserver(() =>
      setSize({ width: frame.clientWidth, height: Math.max(80, frame.clientHeight - 40) }),
    )
    observer.observe(frame)
    return () => observer.disconnect()
  }, [])

  const allRows = useMemo(() => (query.data?.items ?? []).map(toGridRow), [query.data])
  const rows = useMemo(() => {
    const codes = extent === 'view' ? codesInView : null
    return sortRows(filterRows(allRows, { text: filterText, kind, codes }), sort)
  }, [allRows, filterText, kind, extent, codesInView, sort])
  const selectedCode = selected?.kind === 'area' ? selected.id : null

  const keysRef = useRef({ rows, selectedCode, onOpenArea })
  keysRef.current = { rows, selectedCode, onOpenArea }
  useEffect(
    () =>
      registerList({
        move(steps) {
          const { rows: current, selectedCode: code, onOpenArea: open } = keysRef.current
          const index = current.findIndex((row) => row.code === code)
          const next = current[Math.max(0, Math.min(current.length - 1, index < 0 ? 0 : index + steps))]
          if (!next) return
          open(next.code, true)
          tableRef.current?.scrollTo({ key: next.code })
        },
        open: () => frameRef.current?.querySelector('input')?.focus(),
      }),
    [],
  )

  const columns = useMemo((): TableColumnsType<GridRow> => {
    const numeric = (key: NumberColumn, width: number): TableColumnsType<GridRow>[number] => ({
      key,
      dataIndex: key,
      title: `${text.column[key]}${columnUnits[key] ? ` ${columnUnits[key]}` : ''}`,
      width,
      align: 'right',
      sortDirections: ['descend', 'ascend'],
      render: (value: number | null) =>
        value === null ? '—' : formatNumber(key === 'needHelpShare' ? value * 100 : value, columnDigits[key], true),
    })
    const all: TableColumnsType<GridRow> = [
      {
        key: 'name',
        dataIndex: 'name',
        title: text.column.name,
        width: 168,
        fixed: 'start',
      },
      {
        key: 'village',
        title: text.column.village,
        width: 120,
        render: (_, row) => row.village.name,
      },
      {
        key: 'township',
        title: text.column.township,
        width: 112,
        render: (_, row) => row.township.name,
      },
      {
        key: 'kind',
        title: text.column.kind,
        width: 120,
        render: (_, row) => text.gridKind[row.kind],
      },
      numeric('population', 88),
      numeric('density', 128),
      numeric('households', 124),
      numeric('needHelp', 120),
      numeric('needHelpShare', 140),
      numeric('workers', 104),
      numeric('workersPerThousand', 128),
      numeric('elevationMean', 132),
      numeric('slopeMean', 88),
      numeric('areaKm2', 120),
      {
        key: 'code',
        title: text.column.code,
        width: 172,
        render: (_, row) => formatCode(row.code),
      },
    ]
    const order = sort?.startsWith('-') ? ('descend' as const) : ('ascend' as const)
    const sortedKey = sort?.replace('-', '')
    // rows come sorted: antd only shows the arrows
    return all.map((column) => ({ ...column, sorter: true, sortOrder: column.key === sortedKey ? order : null }))
  }, [text, sort])

  const exportGeoJson = async () => {
    setIsExporting(true)
    setExportError(null)
    try {
      const bounds = extent === 'view' ? engine?.getCamera().bounds : undefined
      const response = await request('/api/grids', {
        query: { bbox: bounds?.join(',') },
        accept: 'application/geo+json',
      })
      const collection = (await response.json()) as GeoJSON.FeatureCollection
      const codes = new Set(rows.map((row) => row.code))
      const features = collection.features.filter((feature) => codes.has(String(feature.properties?.code)))
      downloadFile(
        `${exportName([text.exportName], new Date())}.geojson`,
        JSON.stringify({ type: 'FeatureCollection', features }),
        'application/geo+json',
      )
    } catch (error) {
      setExportError(error)
    } finally {
      setIsExporting(false)
    }
  }

  const people = rows.reduce((sum, row) => sum + row.population, 0)
  const area = rows.reduce((sum, row) => sum + row.areaKm2, 0)

  return (
    <AntdTheme theme={theme} language={language}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h2>{extent === 'view' ? text.title : text.titleAll}</h2>
          <p className={styles.count}>
            {query.data
              ? `${text.count(formatNumber(rows.length))} · ${text.sum(formatNumber(people), formatNumber(area, 1))}`
              : ''}
          </p>
        </div>
        <div className={styles.tools}>
          <Segments
            label={text.range}
            value={extent}
            options={[
              { value: 'view', text: text.inView },
              { value: 'all', text: text.everything },
            ]}
            onChange={(value) => changeView({ tableExtent: value })}
          />
          <TableFilter
            className={styles.filter}
            label={text.filter}
            value={filterText}
            onChange={(typed) => changeView({ tableText: typed })}
          />
          <Select
            className={styles.kind}
            aria-label={text.kind}
            value={kind ?? 'all'}
            onChange={(value) => changeView({ tableKind: value === 'all' ? null : value })}
            options={[
              { value: 'all', label: text.allKinds },
              ...gridKinds.map((each) => ({ value: each, label: text.gridKind[each] })),
            ]}
          />
          <Button
            icon="download"
            title={shared.exportCsv}
            disabled={rows.length === 0}
            onClick={() =>
              downloadFile(
                `${exportName([text.exportName], new Date())}.csv`,
                writeGridCsv(rows, { columns: text.column, kinds: text.gridKind }),
                'text/csv;charset=utf-8',
              )
            }
          >
            CSV
          </Button>
          <Button
            icon="download"
            title={shared.exportGeoJson}
            disabled={rows.length === 0 || isExporting}
            onClick={() => void exportGeoJson()}
          >
            {isExporting ? text.exporting : 'GeoJSON'}
          </Button>
        </div>
      </header>
      {exportError !== null && (
        <p className={styles.error} role="alert">
          {describeError(exportError, language)}
        </p>
      )}
      <div ref={frameRef} className={styles.frame}>
        {!query.data && (
          <Awaited
            failure={query.error === null ? null : describeError(query.error, language)}
            onRetry={onRetry}
            rows={4}
            words={shared}
          />
        )}
        {query.data && (
          <Table<GridRow>
            ref={tableRef}
            virtual
            size="small"
            rowKey="code"
            columns={columns}
            dataSource={rows}
            pagination={false}
            showSorterTooltip={false}
            scroll={{ x: 1860, y: size.height }}
            rowClassName={(row) => (row.code === selectedCode ? (styles.selected ?? '') : (styles.row ?? ''))}
            locale={{ emptyText: <Notice icon="table">{text.empty}</Notice> }}
            onChange={(_pagination, _filters, sorter) => {
              const { columnKey, order } = Array.isArray(sorter) ? {} : sorter
              changeView({ tableSort: order ? `${order === 'descend' ? '-' : ''}${columnKey}` : null })
            }}
            onRow={(row) => ({
              onClick: () => onOpenArea(row.code, false),
              onMouseEnter: () => hover({ kind: 'grid', id: row.code }),
              onMouseLeave: () => hover(null),
            })}
          />
        )}
      </div>
    </AntdTheme>
  )
}
