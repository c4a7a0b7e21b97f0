import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Unit, unitKinds } from '#api/operations/units/units.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { changeUnit } from '#web/api-client/unit-calls.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './administration.module.css'
import { unitsPageSize, unitsQuery } from './administration.queries.ts'
import { ConfirmDialog, type Question } from './confirm-dialog.tsx'
import { UnitDialog } from './unit-dialog.tsx'
import { unitsText } from './units.text.ts'

/** What can be sent: found, added, changed, retired. */
export function UnitsTab() {
  const text = useText(unitsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areas = usePermission('units.write')
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState('')
  const [isAll, setIsAll] = useState(false)
  const [question, setQuestion] = useState<Question | null>(null)
  /** `null`: a new one. */
  const [edited, setEdited] = useState<{ unit: Unit | null } | null>(null)
  const q = useDeferredValue(typed.trim())
  const { data, error, refetch } = useQuery(unitsQuery({ q, kind, isAll }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['units'] })
  const askRetire = ({ id, name, version, isActive }: Unit): Question => ({
    title: isActive ? text.retire : text.bringBack,
    sentence: isActive ? text.retireSure(name) : text.bringBackSure(name),
    async onConfirm() {
      // Somebody else's change is shown behind the question that was refused.
      await changeUnit(id, { version, isActive: !isActive }).finally(refresh)
    },
  })
  return (
    <div className={styles.sheet}>
      <p className={styles.intro}>{text.intro}</p>
      <div className={styles.unitFilters}>
        <input
          className={styles.input}
          type="search"
          value={typed}
          maxLength={60}
          placeholder={text.find}
          aria-label={text.find}
          onChange={(event) => setTyped(event.target.value)}
        />
        <select
          className={styles.input}
          value={kind}
          aria-label={text.kind}
          onChange={(event) => setKind(event.target.value)}
        >
          <option value="">{text.allKinds}</option>
          {unitKinds.map((each) => (
            <option key={each} value={each}>
              {shared.unitKind[each]}
            </option>
          ))}
        </select>
        <Switch label={text.withRetired} isOn={isAll} isInline onToggle={() => setIsAll(!isAll)} />
        {areas && (
          <Button look="primary" icon="plus" onClick={() => setEdited({ unit: null })}>
            {text.add}
          </Button>
        )}
      </div>
      {data && (
        <p className={styles.muted} role="status">
          {data.total > data.items.length
            ? text.onlyFirst(formatNumber(Math.min(unitsPageSize, data.items.length)), formatNumber(data.total))
            : text.count(formatNumber(data.total))}
        </p>
      )}
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data?.items.length === 0 && <Notice icon="shield">{text.none}</Notice>}
      <ul className={styles.cards} aria-label={text.list}>
        {data?.items.map((unit) => (
          <UnitCard
            key={unit.id}
            unit={unit}
            canWrite={isWithin(areas, unit.areaCode)}
            onChange={() => setEdited({ unit })}
            onAsk={() => setQuestion(askRetire(unit))}
          />
        ))}
      </ul>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} />}
      {edited && (
        <UnitDialog unit={edited.unit} roots={areas ?? []} onSaved={refresh} onClose={() => setEdited(null)} />
      )}
    </div>
  )
}

type UnitCardProps = { unit: Unit; canWrite: boolean; onChange: () => void; onAsk: () => void }

function UnitCard({ unit, canWrite, onChange, onAsk }: UnitCardProps) {
  const text = useText(unitsText)
  const shared = useText(sharedText)
  const { name, kind, areaName, isActive } = unit
  return (
    <li className={styles.card} data-past={!isActive}>
      <div className={styles.cardHead}>
        <Icon name="shield" size={16} />
        <strong>{name}</strong>
        {canWrite && (
          <>
            <Button look="quiet" aria-label={text.changeOf(name)} onClick={onChange}>
              {text.change}
            </Button>
            <Button look="quiet" aria-label={isActive ? text.retireOf(name) : undefined} onClick={onAsk}>
              {isActive ? text.retire : text.bringBack}
            </Button>
          </>
        )}
      </div>
      <p className={styles.muted}>
        {shared.unitKind[kind]} · {areaName}
        {!isActive && (
          <>
            {' '}
            <span className={styles.mark} data-tone="off">
              {text.retired}
            </span>
          </>
        )}
      </p>
    </li>
  )
}
