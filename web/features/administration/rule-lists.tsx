import type { RunCard, TimeLimit } from '#api/operations/reference/reference.contract.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Chip, ChipRow } from '#web/ui/chip.tsx'
import { Field } from '#web/ui/field.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { SelectField } from './entry-fields.tsx'
import { ListEditor } from './list-editor.tsx'
import styles from './reference.module.css'
import { referenceText } from './reference.text.ts'
import { type Kind, kinds, type ListProps, nameType } from './reference-lists.ts'

const rungs = ['grid', 'village', 'township', 'county'] as const
type Rung = (typeof rungs)[number]
type LimitDraft = Omit<TimeLimit, 'terms'> & { terms: Record<Rung, string> }

const mapRungs = <Value,>(find: (rung: Rung) => Value) =>
  Object.fromEntries(rungs.map((rung) => [rung, find(rung)])) as Record<Rung, Value>
const readTerm = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed))
const isTerm = (typed: string) => typed.trim() === '' || (Number(typed) > 0 && Number(typed) <= 1000)

/** How long each rung has. */
export function LimitsList({ lists, onSave }: ListProps<'time-limits'>) {
  const text = useText(referenceText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const describe = ({
    kind,
    type,
    severity,
    complexity,
  }: Pick<TimeLimit, 'kind' | 'type' | 'severity' | 'complexity'>) =>
    [
      text.kind[kind],
      type !== null && nameType(lists, kind, type, language),
      complexity !== null && text.complexity[complexity],
      severity !== null && shared.severity[severity],
    ]
      .filter(Boolean)
      .join(' · ')
  const typesOf = (kind: Kind) =>
    lists['incident-types'].body.items
      .filter((item) => item.kind === kind)
      .map((item) => ({ value: item.code, text: item[language] }))
  return (
    <ListEditor<TimeLimit, LimitDraft>
      items={lists['time-limits'].body.items}
      version={lists['time-limits'].version}
      columns={[
        { label: text.appliesTo, show: (rule) => <strong>{describe(rule)}</strong> },
        ...rungs.map((rung) => ({ label: text.rung[rung], show: ({ terms }: TimeLimit) => terms[rung] ?? '—' })),
        { label: text.unitLabel, show: ({ unit }) => text.unit[unit] },
        { label: text.whenOver, show: ({ climbs }) => (climbs ? text.climbsShort : text.stays) },
      ]}
      keyOf={({ kind, type, complexity, severity }) => [kind, type, complexity, severity].join('/')}
      nameOf={describe}
      groups={{
        label: text.kindLabel,
        of: ({ kind }) => kind,
        options: kinds.map((kind) => ({ value: kind, text: text.kind[kind] })),
      }}
      adding={{
        text: text.add['time-limits'],
        blank: (group) => ({
          kind: kinds.find((kind) => kind === group) ?? 'dispute',
          type: null,
          complexity: null,
          severity: null,
          unit: 'workingDays',
          terms: mapRungs(() => ''),
          climbs: true,
        }),
      }}
      toDraft={(rule) => ({ ...rule, terms: mapRungs((rung) => String(rule.terms[rung] ?? '')) })}
      toItem={(draft) => ({ ...draft, terms: mapRungs((rung) => readTerm(draft.terms[rung])) })}
      gapOf={({ terms }) => {
        const wrong = rungs.find((rung) => !isTerm(terms[rung]))
        return wrong === undefined ? null : { field: `terms.${wrong}`, sentence: text.termWrong }
      }}
      canRemove
      form={({ draft, change, isFaulty }) => (
        <>
          <div className={styles.pair}>
            <SelectField
              label={text.kindLabel}
              value={draft.kind}
              options={kinds.map((kind) => ({ value: kind, text: text.kind[kind] }))}
              isFirst
              isFaulty={isFaulty('kind')}
              onChange={(kind) => kind && change({ kind, type: null, complexity: null })}
            />
            <SelectField
              label={text.typeLabel}
              value={draft.type}
              noneText={text.any}
              options={typesOf(draft.kind)}
              isFaulty={isFaulty('type')}
              onChange={(type) => change({ type })}
            />
            <SelectField
              label={text.severityLabel}
              value={draft.severity}
              noneText={text.any}
              options={(['blue', 'yellow', 'orange', 'red'] as const).map((value) => ({
                value,
                text: shared.severity[value],
              }))}
              onChange={(severity) => change({ severity })}
            />
            {(draft.kind === 'dispute' || draft.kind === 'request') && (
              <SelectField
                label={text.complexityLabel}
                value={draft.complexity}
                noneText={text.any}
                options={(['simple', 'ordinary', 'complex'] as const).map((value) => ({
                  value,
                  text: text.complexity[value],
                }))}
                isFaulty={isFaulty('complexity')}
                onChange={(complexity) => change({ complexity })}
              />
            )}
          </div>
          <div className={styles.terms}>
            {rungs.map((rung) => (
              <Field key={rung} label={text.rung[rung]}>
                <input
                  value={draft.terms[rung]}
                  inputMode="decimal"
                  autoComplete="off"
                  aria-invalid={!isTerm(draft.terms[rung]) || isFaulty(`terms.${rung}`)}
                  onChange={(event) => change({ terms: { ...draft.terms, [rung]: event.target.value } })}
                />
              </Field>
            ))}
          </div>
          <p className={styles.hint}>{text.noTerm}</p>
          <SelectField
            label={text.unitLabel}
            value={draft.unit}
            options={(['workingDays', 'workingHours', 'hours', 'minutes'] as const).map((value) => ({
              value,
              text: text.unit[value],
            }))}
            onChange={(unit) => unit && change({ unit })}
          />
          <Switch label={text.climbs} isOn={draft.climbs} onToggle={() => change({ climbs: !draft.climbs })} />
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}

/** Who is called for which type. */
export function CardsList({ lists, onSave }: ListProps<'run-cards'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const departments = lists.departments.body.items
  const describe = ({ kind, type }: RunCard) =>
    type === null ? `${text.kind[kind]} · ${text.any}` : nameType(lists, kind, type, language)
  const nameDepartment = (code: string) => departments.find((item) => item.code === code)?.[language] ?? code
  return (
    <ListEditor<RunCard, RunCard>
      items={lists['run-cards'].body.items}
      version={lists['run-cards'].version}
      columns={[
        { label: text.kindLabel, show: ({ kind }) => text.kind[kind] },
        {
          label: text.typeLabel,
          show: (card) => <strong>{card.type === null ? text.any : describe(card)}</strong>,
        },
        {
          label: text.departmentsLabel,
          show: (card) => card.departments.map(nameDepartment).join(language === 'zh' ? '、' : ', '),
        },
      ]}
      keyOf={({ kind, type }) => `${kind}/${type ?? ''}`}
      nameOf={describe}
      groups={{
        label: text.kindLabel,
        of: ({ kind }) => kind,
        options: kinds.map((kind) => ({ value: kind, text: text.kind[kind] })),
      }}
      adding={{
        text: text.add['run-cards'],
        blank: (group) => ({ kind: kinds.find((kind) => kind === group) ?? 'dispute', type: null, departments: [] }),
      }}
      toDraft={(card) => card}
      toItem={(card) => card}
      gapOf={(draft) =>
        draft.departments.length === 0 ? { field: 'departments', sentence: text.departmentMissing } : null
      }
      canRemove
      form={({ draft, change, isFaulty }) => (
        <>
          <div className={styles.pair}>
            <SelectField
              label={text.kindLabel}
              value={draft.kind}
              options={kinds.map((kind) => ({ value: kind, text: text.kind[kind] }))}
              isFirst
              onChange={(kind) => kind && change({ kind, type: null })}
            />
            <SelectField
              label={text.typeLabel}
              value={draft.type}
              noneText={text.allTypes}
              options={lists['incident-types'].body.items
                .filter((item) => item.kind === draft.kind)
                .map((item) => ({ value: item.code, text: item[language] }))}
              isFaulty={isFaulty('type')}
              onChange={(type) => change({ type })}
            />
          </div>
          <ChipRow label={text.departmentsLabel}>
            {departments
              .filter(({ code, isRetired }) => !isRetired || draft.departments.includes(code))
              .map(({ code, ...names }) => {
                const isOn = draft.departments.includes(code)
                return (
                  <Chip
                    key={code}
                    isOn={isOn}
                    onToggle={() =>
                      change({
                        departments: isOn
                          ? draft.departments.filter((each) => each !== code)
                          : [...draft.departments, code],
                      })
                    }
                  >
                    {names[language]}
                  </Chip>
                )
              })}
          </ChipRow>
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}
