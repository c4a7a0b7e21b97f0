import { formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import styles from './grid-incidents.module.css'
import { incidentColoringText } from './incident-coloring.text.ts'
import type { IncidentColors } from './use-incident-coloring.ts'

/** The number behind the colour of one grid: how many, of what, how old it is, and the list of them. */
export function GridIncidents({ code, colors }: { code: string; colors: IncidentColors }) {
  const text = useText(incidentColoringText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const figures = colors.figuresOf(code)
  const age = colors.readAt > 0 && formatRelative(colors.readAt, Math.max(nowMs, colors.readAt), language)
  return (
    <Section title={text.onMap(colors.title)} aside={figures && age}>
      {figures === null ? (
        <p className={styles.note}>
          {colors.isFailed ? <LinkButton onClick={colors.retry}>{shared.retry}</LinkButton> : shared.loading}
        </p>
      ) : figures.length === 0 ? (
        <p className={styles.note}>{text.outOfReach}</p>
      ) : (
        <>
          <Rows rows={figures} />
          <p className={styles.note}>
            {colors.counted.map((note) => `${note} · `)}
            <LinkButton onClick={() => colors.openList(code)}>{text.openList}</LinkButton>
          </p>
        </>
      )}
    </Section>
  )
}
