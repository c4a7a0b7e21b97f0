import { type Severity, severities } from '#api/operations/incidents/incidents.contract.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { Segments } from '#web/ui/chip.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'

type SeverityChoiceProps = {
  label: string
  value: Severity | null
  isFaulty?: boolean
  onChange: (severity: Severity) => void
}

/** One of the four warning levels, each by shape, colour and word. */
export function SeverityChoice({ label, value, isFaulty, onChange }: SeverityChoiceProps) {
  const shared = useText(sharedText)
  return (
    <Segments
      label={label}
      value={value}
      isFaulty={isFaulty}
      options={severities.map((severity) => ({
        value: severity,
        text: shared.severity[severity],
        mark: <SeverityMark severity={severity} label={shared.severity[severity]} size={16} />,
      }))}
      onChange={onChange}
    />
  )
}
