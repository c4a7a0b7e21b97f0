import type { ReactNode } from 'react'
import { formatNumber } from '#web/lib/format-number.ts'
import { type OverlayId, overlayIds } from '#web/map/layer-order.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Panel, PanelScroll } from '#web/ui/panel.tsx'
import { Section } from '#web/ui/section.tsx'
import { Choice, Switch } from '#web/ui/switch.tsx'
import { layersText } from './layers.text.ts'

const operations = ['incidents', 'patrols'] as const satisfies readonly OverlayId[]
const borders = [
  'gridBorders',
  'villageBorders',
  'townshipBorders',
  'gridLabels',
  'villageLabels',
  'townshipLabels',
] as const satisfies readonly OverlayId[]
const ground = ['hillshade', 'water', 'roads', 'places', 'neighbours'] as const satisfies readonly OverlayId[]

type LayersPanelProps = {
  /** The metrics that can colour the grids, with their names; they are another feature's words. */
  metrics: { id: string; name: string; unit: string }[]
  /** What one may choose about the colours beside; their feature's own. */
  options: ReactNode
  /** Whether the colours are classes that may be cut in another way. */
  hasClasses: boolean
  edition: { number: number; gridCount: number }
  /** Which of the county's work may be seen at all. */
  shownOperations: readonly OverlayId[]
  /** Absent for those who may not see imports. */
  onImport: (() => void) | null
  /** Whether something can be imported, or only looked up. */
  canImport: boolean
}

/** What the map draws: overlays on and off, the metric that colours the grids, how its classes are cut. */
export function LayersPanel(props: LayersPanelProps) {
  const { metrics, options, hasClasses, edition, shownOperations, onImport, canImport } = props
  const text = useText(layersText)
  const metric = useView((view) => view.metric)
  const classing = useView((view) => view.classing)
  const hidden = useView((view) => view.hiddenOverlays)
  const hasClimbs = useView((view) => view.hasClimbs)
  const toggle = (overlay: OverlayId) =>
    changeView({
      hiddenOverlays: hidden.includes(overlay)
        ? hidden.filter((each) => each !== overlay)
        : [...hidden, overlay].filter((each) => overlayIds.some((id) => id === each)).sort(),
    })
  const switches = (overlays: readonly OverlayId[]): ReactNode =>
    overlays.map((overlay) => (
      <Switch
        key={overlay}
        label={text.overlay[overlay]}
        isOn={!hidden.includes(overlay)}
        onToggle={() => toggle(overlay)}
      />
    ))
  const chooseMetric = (next: string | null) =>
    // choosing a colour while colours are hidden means: show them
    changeView({ metric: next, hiddenOverlays: hidden.filter((overlay) => overlay !== 'choropleth') })
  return (
    <Panel
      title={text.title}
      aside={
        hidden.length > 0 && (
          <Button look="quiet" onClick={() => changeView({ hiddenOverlays: [] })}>
            {text.showAll}
          </Button>
        )
      }
    >
      <PanelScroll>
        <Section title={text.coloring}>
          <Choice
            name="metric"
            label={text.noColoring}
            isChosen={metric === null}
            onChoose={() => chooseMetric(null)}
          />
          {metrics.map(({ id, name, unit }) => (
            <Choice
              key={id}
              name="metric"
              label={name}
              aside={unit}
              isChosen={metric === id}
              onChoose={() => chooseMetric(id)}
            />
          ))}
        </Section>
        {options}
        {metric !== null && hasClasses && (
          <Section title={text.classes}>
            <Segments
              label={text.classes}
              value={classing === 'equal' ? 'equal' : 'quantile'}
              options={[
                { value: 'quantile', text: text.quantile, title: text.quantileTitle },
                { value: 'equal', text: text.equal, title: text.equalTitle },
              ]}
              onChange={(value) => changeView({ classing: value })}
            />
          </Section>
        )}
        {shownOperations.length > 0 && (
          <Section title={text.operations}>
            {switches(operations.filter((overlay) => shownOperations.includes(overlay)))}
            {shownOperations.includes('incidents') && (
              <Switch label={text.climbs} isOn={hasClimbs} onToggle={() => changeView({ hasClimbs: !hasClimbs })} />
            )}
          </Section>
        )}
        <Section title={text.borders}>{switches(borders)}</Section>
        <Section title={text.ground}>{switches(ground)}</Section>
        <Section title={text.coverage} aside={text.edition(String(edition.number), formatNumber(edition.gridCount))}>
          {onImport && (
            <Button icon={canImport ? 'upload' : 'layers'} onClick={onImport}>
              {canImport ? text.import : text.imports}
            </Button>
          )}
        </Section>
      </PanelScroll>
    </Panel>
  )
}
