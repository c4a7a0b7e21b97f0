import type { Department, IncidentType, MediationMethod } from '#api/operations/reference/reference.contract.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import styles from './administration.module.css'
import { findNameGap, NamedFields, RetiredField, SelectField } from './entry-fields.tsx'
import { type Column, ListEditor } from './list-editor.tsx'
import { referenceText } from './reference.text.ts'
import { kinds, type ListProps } from './reference-lists.ts'

type Entry = { code: string; zh: string; en: string; isRetired: boolean }
const blankEntry: Entry = { code: '', zh: '', en: '', isRetired: false }
const keepDraft = <Draft,>(draft: Draft): Draft => draft

/** What stands of an entry in a table. */
function useEntryColumns<Item extends Entry>(): Record<'name' | 'other' | 'code' | 'state', Column<Item>> {
  const text = useText(referenceText)
  const language = useLanguage()
  return {
    name: { label: language === 'zh' ? text.zh : text.en, show: (item) => <strong>{item[language]}</strong> },
    other: { label: language === 'zh' ? text.en : text.zh, show: (item) => item[language === 'zh' ? 'en' : 'zh'] },
    code: { label: text.code, show: ({ code }) => <span className={styles.code}>{code}</span> },
    state: {
      label: text.state,
      show: ({ isRetired }) => (
        <span className={styles.mark} data-tone={isRetired ? 'off' : 'on'}>
          {isRetired ? text.retired : text.inUse}
        </span>
      ),
    },
  }
}

/** The types of incidents. */
export function TypesList({ lists, onSave }: ListProps<'incident-types'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const { name, other, code, state } = useEntryColumns<IncidentType>()
  return (
    <ListEditor<IncidentType, IncidentType>
      items={lists['incident-types'].body.items}
      version={lists['incident-types'].version}
      columns={[{ label: text.kindLabel, show: ({ kind }) => text.kind[kind] }, name, other, code, state]}
      keyOf={(item) => `${item.kind}/${item.code}`}
      nameOf={(item) => item[language]}
      groups={{
        label: text.kindLabel,
        of: ({ kind }) => kind,
        options: kinds.map((kind) => ({ value: kind, text: text.kind[kind] })),
      }}
      adding={{
        text: text.add['incident-types'],
        blank: (group) => ({ kind: kinds.find((kind) => kind === group) ?? 'dispute', ...blankEntry }),
      }}
      toDraft={keepDraft}
      toItem={keepDraft}
      gapOf={(draft) => findNameGap(draft, text)}
      canRemove={false}
      form={({ draft, change, isFaulty, isNew }) => (
        <>
          <NamedFields {...{ draft, change, isFaulty, isNew }} />
          {isNew ? (
            <SelectField
              label={text.kindLabel}
              value={draft.kind}
              options={kinds.map((kind) => ({ value: kind, text: text.kind[kind] }))}
              onChange={(kind) => kind && change({ kind })}
            />
          ) : (
            <RetiredField {...{ draft, change }} />
          )}
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}

/** The methods of mediation. */
export function MethodsList({ lists, onSave }: ListProps<'mediation-methods'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const { name, other, code, state } = useEntryColumns<MediationMethod>()
  return (
    <ListEditor<MediationMethod, MediationMethod>
      items={lists['mediation-methods'].body.items}
      version={lists['mediation-methods'].version}
      columns={[name, other, code, state]}
      keyOf={(item) => item.code}
      nameOf={(item) => item[language]}
      adding={{ text: text.add['mediation-methods'], blank: () => blankEntry }}
      toDraft={keepDraft}
      toItem={keepDraft}
      gapOf={(draft) => findNameGap(draft, text)}
      canRemove={false}
      form={({ draft, change, isFaulty, isNew }) => (
        <>
          <NamedFields {...{ draft, change, isFaulty, isNew }} />
          {!isNew && <RetiredField {...{ draft, change }} />}
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}

/** The departments that can be called. */
export function DepartmentsList({ lists, onSave }: ListProps<'departments'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const { name, other, code, state } = useEntryColumns<Department>()
  const levels = (['township', 'county'] as const).map((rung) => ({ value: rung, text: text.rung[rung] }))
  return (
    <ListEditor<Department, Department>
      items={lists.departments.body.items}
      version={lists.departments.version}
      columns={[name, other, { label: text.rungLabel, show: ({ rung }) => text.rung[rung] }, code, state]}
      keyOf={(item) => item.code}
      nameOf={(item) => item[language]}
      groups={{ label: text.rungLabel, of: ({ rung }) => rung, options: levels }}
      adding={{
        text: text.add.departments,
        blank: (group) => ({ ...blankEntry, rung: group === 'township' ? 'township' : 'county' }),
      }}
      toDraft={keepDraft}
      toItem={keepDraft}
      gapOf={(draft) => findNameGap(draft, text)}
      canRemove={false}
      form={({ draft, change, isFaulty, isNew }) => (
        <>
          <NamedFields {...{ draft, change, isFaulty, isNew }} />
          <SelectField
            label={text.rungLabel}
            value={draft.rung}
            options={levels}
            onChange={(rung) => rung && change({ rung })}
          />
          {!isNew && <RetiredField {...{ draft, change }} />}
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}
