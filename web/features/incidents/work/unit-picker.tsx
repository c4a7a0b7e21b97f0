import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { Unit } from '#api/operations/units/units.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { Choice } from '#web/ui/switch.tsx'
import styles from '../incident-form.module.css'
import { unitsQuery } from '../incidents.queries.ts'
import { workText } from './work.text.ts'

type UnitPickerProps = {
  legend: string
  /** While nothing is typed those that are for this grid are offered; null: all within reach. */
  gridCode: string | null
  chosen: Pick<Unit, 'id' | 'name'> | null
  isFaulty: boolean
  onChoose: (unit: Pick<Unit, 'id' | 'name'>) => void
}

/** A unit, out of those that are for a place or of all by name, pinyin or code. */
export function UnitPicker({ legend, gridCode, chosen, isFaulty, onChoose }: UnitPickerProps) {
  const text = useText(workText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const { data, error, refetch } = useQuery(unitsQuery(q, gridCode))
  const found = [...(data?.items ?? [])]
  // Of a place the nearest first: who is of the village, then of the township, then of the county.
  if (gridCode !== null) found.sort((one, other) => other.areaCode.length - one.areaCode.length)
  const listed = found.some(({ id }) => id === chosen?.id)
  return (
    <fieldset className={styles.choices} data-faulty={isFaulty}>
      <legend>{legend}</legend>
      <input
        type="search"
        className={styles.find}
        value={typed}
        maxLength={60}
        placeholder={text.findUnit}
        aria-label={text.findUnit}
        aria-invalid={isFaulty}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          // It looks for a unit; the form around it is sent by its own button.
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      <div className={styles.found}>
        {chosen && !listed && <Choice name="assignee" label={chosen.name} isChosen onChoose={() => onChoose(chosen)} />}
        {found.map((unit) => (
          <Choice
            key={unit.id}
            name="assignee"
            label={unit.name}
            aside={`${shared.unitKind[unit.kind]} · ${unit.areaName}`}
            isChosen={chosen?.id === unit.id}
            onChoose={() => onChoose(unit)}
          />
        ))}
      </div>
      {!data && !error && <p className={styles.muted}>{shared.loading}</p>}
      {!data && error && (
        <p className={styles.fault} role="alert">
          {describeError(error, language)} <LinkButton onClick={() => void refetch()}>{shared.retry}</LinkButton>
        </p>
      )}
      {data?.items.length === 0 && <p className={styles.muted}>{q === '' ? text.noUnitHere : text.noUnit}</p>}
      {data && data.total > data.items.length && <p className={styles.muted}>{text.moreUnits}</p>}
    </fieldset>
  )
}
