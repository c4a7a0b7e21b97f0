import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use as registerParts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useView } from '#web/shared/view-store.ts'
import { type ChartColors, type ChartTable, chartHeight, chartOption } from './chart-tables.ts'
import styles from './charts-panel.module.css'

registerParts([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

/** The colours of the theme that is on. */
function readColors(element: HTMLElement): ChartColors {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    text: of('text'),
    muted: of('muted'),
    line: of('line'),
    panel: of('raised'),
    series: [of('action'), of('blue-text'), of('danger-text')],
  }
}

type ChartFrameProps = { shape: 'lines' | 'bars'; table: ChartTable; label: string }

/** A table as a picture; whoever cannot see it has the table behind it. */
export function ChartFrame({ shape, table, label }: ChartFrameProps) {
  const frame = useRef<HTMLDivElement>(null)
  const theme = useView((view) => view.theme)
  const height = chartHeight(shape, table)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme says which colours the page has by now
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const chart = init(element, null, { height })
    chart.setOption(chartOption(shape, table, readColors(element)))
    const observer = new ResizeObserver(() => chart.resize({ height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [shape, table, theme, height])
  return <div ref={frame} role="img" aria-label={label} className={styles.frame} style={{ height }} />
}
