import { useQuery } from '@tanstack/react-query'
import { incidentKinds, incidentStates, rungs } from '#api/operations/incidents/incidents.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useQuietText } from '#web/shared/use-quiet-text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Chip, ChipRow } from '#web/ui/chip.tsx'
import { DropSheet } from '#web/ui/drop-sheet.tsx'
import { Field } from '#web/ui/field.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { type HolderRole, holderRoles } from '../bulk/bulk-work.ts'
import { countFolded, mainStates, noFilter, toggleWord } from '../filter/incident-filter.ts'
import { chinaDay, periods, readOwnPeriod } from '../filter/incident-period.ts'
import { allUnitsQuery } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { listsText } from '../lists.text.ts'
import { useReferenceNames } from '../reference.queries.ts'
import styles from './filter-bar.module.css'
import { SavedViews } from './saved-views.tsx'

/** What is looked for, what else is wanted of it, and the filters that somebody keeps: one line above the list. */
export function FilterBar() {
  const text = useText(listsText)
  const typed = useView((view) => view.incidentText)
  const folded = useView(countFolded)
  const field = useQuietText(typed, (incidentText) => changeView({ incidentText }))
  return (
    <div className={styles.bar}>
      <input
        type="search"
        className={styles.find}
        aria-label={text.find}
        placeholder={text.find}
        title={text.find}
        maxLength={60}
        {...field}
      />
      <DropSheet
        icon="filter"
        text={folded > 0 ? text.filterCount(formatNumber(folded)) : text.filter}
        label={text.moreFilters}
        isOn={folded > 0}
      >
        {() => <FoldedFilters />}
      </DropSheet>
      <SavedViews />
    </div>
  )
}

function FoldedFilters() {
  const text = useText(listsText)
  const words = useText(incidentsText)
  const chosenRungs = useView((view) => view.incidentRungs)
  const state = useView((view) => view.incidentState)
  const isActedOnly = useView((view) => view.isActedOnly)
  const ended = useView((view) => view.incidentEnded)
  return (
    <>
      <TypeFilter />
      <div className={styles.group}>
        <span>{text.rung}</span>
        <ChipRow label={text.rung}>
          {rungs.map((rung) => (
            <Chip
              key={rung}
              isOn={chosenRungs.includes(rung)}
              onToggle={() => changeView({ incidentRungs: toggleWord(chosenRungs, rung) })}
            >
              {words.rung[rung]}
            </Chip>
          ))}
        </ChipRow>
      </div>
      <Field label={text.state}>
        <select
          value={mainStates.includes(state) ? '' : state}
          onChange={({ target }) => changeView({ incidentState: target.value || 'open' })}
        >
          <option value="">{text.anyState}</option>
          {incidentStates.map((each) => (
            <option key={each} value={each}>
              {words.state[each]}
            </option>
          ))}
        </select>
      </Field>
      <AssigneeFilter />
      <PeriodFilter />
      <div className={styles.end}>
        <Chip isOn={isActedOnly} onToggle={() => changeView({ isActedOnly: !isActedOnly })}>
          {text.acted}
        </Chip>
        {ended !== null && (
          <Chip isOn onToggle={() => changeView({ incidentEnded: null })}>
            {text.endedIn(ended.replace('~', ' – '))}
            <Icon name="close" size={12} />
          </Chip>
        )}
        <Button
          look="quiet"
          onClick={() => changeView({ ...noFilter, ...(!mainStates.includes(state) && { incidentState: 'open' }) })}
        >
          {words.clearFilters}
        </Button>
      </div>
    </>
  )
}

/** Types out of the lists that an administrator edits, also those that are given to none any more. */
function TypeFilter() {
  const text = useText(listsText)
  const words = useText(incidentsText)
  const language = useLanguage()
  const chosen = useView((view) => view.incidentTypes)
  const { lists, nameType } = useReferenceNames()
  const types = lists?.['incident-types'].body.items ?? []
  return (
    <div className={styles.group}>
      <Field label={text.type}>
        <select
          value=""
          onChange={({ target }) => target.value && changeView({ incidentTypes: toggleWord(chosen, target.value) })}
        >
          <option value="">{text.addType}</option>
          {incidentKinds.map((kind) => (
            <optgroup key={kind} label={words.kind[kind]}>
              {types
                .filter((type) => type.kind === kind && !chosen.includes(`${kind}.${type.code}`))
                .map((type) => (
                  <option key={type.code} value={`${kind}.${type.code}`}>
                    {type[language]}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </Field>
      {chosen.length > 0 && (
        <ChipRow label={text.type}>
          {chosen.map((key) => {
            const kind = incidentKinds.find((each) => key.startsWith(`${each}.`))
            return (
              <Chip key={key} isOn onToggle={() => changeView({ incidentTypes: toggleWord(chosen, key) })}>
                {kind ? nameType(kind, key.slice(kind.length + 1)) : key}
                <Icon name="close" size={12} />
              </Chip>
            )
          })}
        </ChipRow>
      )}
    </div>
  )
}

/** Who has it: a role wherever it is held, a department, a unit, or nobody. */
function AssigneeFilter() {
  const text = useText(listsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const chosen = useView((view) => view.incidentAssignee)
  const { lists } = useReferenceNames()
  const mayRead = usePermission('units.read') !== null
  const { data: units } = useQuery({ ...allUnitsQuery(), enabled: mayRead })
  const departments = lists?.departments.body.items ?? []
  return (
    <Field label={text.assignee}>
      <select value={chosen ?? ''} onChange={({ target }) => changeView({ incidentAssignee: target.value || null })}>
        <option value="">{text.anyAssignee}</option>
        <option value="none">{text.noAssignee}</option>
        <optgroup label={text.toRole}>
          {Object.keys(holderRoles).map((role) => (
            <option key={role} value={`role:${role}`}>
              {shared.role[role as HolderRole]}
            </option>
          ))}
        </optgroup>
        <optgroup label={text.department}>
          {departments.map((item) => (
            <option key={item.code} value={`department:${item.code}`}>
              {item[language]}
            </option>
          ))}
        </optgroup>
        <optgroup label={text.unit}>
          {units?.items.map(({ id, name }) => (
            <option key={id} value={`unit:${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      </select>
    </Field>
  )
}

function PeriodFilter() {
  const text = useText(listsText)
  const period = useView((view) => view.incidentPeriod)
  const today = chinaDay(useNow())
  const own = readOwnPeriod(period)
  const choose = (incidentPeriod: string | null) => changeView({ incidentPeriod })
  const setDay = (end: 'from' | 'to', day: string) => {
    if (day === '') return choose(null)
    const days = { from: day, to: day < today ? today : day, ...own }
    days[end] = day
    choose(`${days.from}~${days.to}`)
  }
  return (
    <div className={styles.group}>
      <span>{text.period}</span>
      <ChipRow label={text.period}>
        {[null, ...periods].map((each) => (
          <Chip key={each} isOn={period === each} onToggle={() => choose(each)}>
            {each === null ? text.anyTime : text.periods[each]}
          </Chip>
        ))}
      </ChipRow>
      <div className={styles.days}>
        <Field label={text.fromDay}>
          <input
            type="date"
            value={own?.from ?? ''}
            max={today}
            onChange={({ target }) => setDay('from', target.value)}
          />
        </Field>
        <Field label={text.toDay}>
          <input type="date" value={own?.to ?? ''} max={today} onChange={({ target }) => setDay('to', target.value)} />
        </Field>
      </div>
    </div>
  )
}
