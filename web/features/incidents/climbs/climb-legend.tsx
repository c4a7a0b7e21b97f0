import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import styles from './climb-legend.module.css'
import { climbColors, climbWidths } from './climb-looks.ts'
import { climbsText } from './climbs.text.ts'
import { climbedRungs, countClimbed } from './climbs.ts'

/** What the arcs mean, and how many go to each level. */
export function ClimbLegend({ incidents }: { incidents: readonly Incident[] }) {
  const text = useText(climbsText)
  const isOn = useView((view) => view.hasClimbs)
  const theme = useView((view) => view.theme)
  if (!isOn) return null
  const counts = countClimbed(incidents)
  return (
    <section className={styles.legend} aria-label={text.title}>
      <header>
        <h2>{text.title}</h2>
        <IconButton icon="close" size={14} label={text.hide} onClick={() => changeView({ hasClimbs: false })} />
      </header>
      <ul>
        {climbedRungs.map((rung) => (
          <li key={rung} data-rung={rung}>
            <span className={styles.line} style={{ background: climbColors[theme][rung], height: climbWidths[rung] }} />
            {text.to[rung]}
            <strong>{text.count(formatNumber(counts[rung]))}</strong>
          </li>
        ))}
      </ul>
      <p>{text.meaning}</p>
    </section>
  )
}
