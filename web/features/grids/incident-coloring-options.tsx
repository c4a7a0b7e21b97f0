import { rateDays } from '#api/operations/incidents/incident-rates.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Segments } from '#web/ui/chip.tsx'
import { Section } from '#web/ui/section.tsx'
import { incidentColoringText } from './incident-coloring.text.ts'
import { findIncidentColoring } from './incident-coloring.ts'

/** What one may choose about the colours of incidents, where the grids have them. */
export function IncidentColoringOptions() {
  const text = useText(incidentColoringText)
  const coloring = findIncidentColoring(useView((view) => view.metric))
  const days = useView((view) => view.rateDays)
  const per = useView((view) => view.ratePer)
  const isCorrected = useView((view) => view.isHotSpotCorrected)
  if (coloring === null) return null
  return (
    <>
      {(coloring === 'incidents_reported' || coloring === 'hot_spots') && (
        <Section title={text.days}>
          <Segments
            label={text.days}
            value={days}
            options={rateDays.map((value) => ({ value, text: text.ofDays(value) }))}
            onChange={(value) => changeView({ rateDays: value })}
          />
        </Section>
      )}
      {coloring === 'hot_spots' ? (
        <Section title={text.correction}>
          <Segments
            label={text.correction}
            value={isCorrected ? 'bh' : 'none'}
            options={[
              { value: 'none', text: text.none, title: text.uncorrected },
              { value: 'bh', text: text.bh, title: text.corrected },
            ]}
            onChange={(value) => changeView({ isHotSpotCorrected: value === 'bh' })}
          />
        </Section>
      ) : (
        <Section title={text.per}>
          <Segments
            label={text.per}
            value={per}
            options={[
              { value: 'count', text: text.perCount },
              { value: 'thousand', text: text.perThousand },
            ]}
            onChange={(value) => changeView({ ratePer: value })}
          />
        </Section>
      )}
    </>
  )
}
