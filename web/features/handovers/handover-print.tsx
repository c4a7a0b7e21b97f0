import { useState } from 'react'
import type { HandoverDetail } from '#api/operations/handovers/handovers.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { PrintSheet, SheetFacts, SheetHead } from '#web/ui/print-sheet.tsx'
import { HandoverIncidents, type IncidentWords } from './handover-incidents.tsx'
import { handoversText } from './handovers.text.ts'

/** Where somebody signs by hand. */
const blank = '＿＿＿＿＿＿＿＿'

type HandoverPrintProps = { handover: HandoverDetail; words: IncidentWords; isDemo: boolean; onClose: () => void }

/** One handover on A4, upright: what was left, and who left and took it. */
export function HandoverPrint({ handover, words, isDemo, onClose }: HandoverPrintProps) {
  const text = useText(handoversText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [printedAt] = useState(() => new Date())
  const time = (at: string | Date) => formatDateTime(at, language)
  const { counts, takenBy, takenAt } = handover
  const rows = [
    { label: text.area, value: handover.areaName },
    { label: text.shift, value: text.span(time(handover.from), time(handover.to)) },
    { label: text.leaving, value: `${handover.signedBy} · ${time(handover.signedAt)}` },
    { label: text.coming, value: takenBy !== null && takenAt !== null ? `${takenBy} · ${time(takenAt)}` : blank },
    ...(['open', 'overdue', 'fresh', 'ended'] as const).map((name) => ({
      label: text.counts[name],
      value: formatNumber(counts[name]),
    })),
  ]
  return (
    <PrintSheet
      title={text.sheetTitle}
      closeLabel={shared.close}
      printText={text.printNow}
      language={language}
      onClose={onClose}
    >
      <SheetHead demo={isDemo ? text.demo : null}>{text.sheetTitle}</SheetHead>
      <h1>{`${handover.areaName} · ${text.sheetTitle}`}</h1>
      <SheetFacts rows={rows} />
      <section>
        <h2>{text.note}</h2>
        <p>{handover.note || text.noNote}</p>
      </section>
      <HandoverIncidents incidents={handover.incidents} isCut={handover.isCut} words={words} />
      <footer>{text.printedAt(time(printedAt))}</footer>
    </PrintSheet>
  )
}
