import type { ForeignSystem, ReferenceAnswer } from '#api/operations/reference/reference.contract.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Switch } from '#web/ui/switch.tsx'
import { findNameGap, NamedFields } from './entry-fields.tsx'
import { ListEditor } from './list-editor.tsx'
import styles from './reference.module.css'
import { referenceText } from './reference.text.ts'
import { kinds, type ListProps } from './reference-lists.ts'

type SystemDraft = Omit<ForeignSystem, 'codes'> & { codes: Readonly<Record<string, string>> }

const codesOf = ({ codes }: ForeignSystem) =>
  Object.fromEntries(codes.map(({ kind, type, code }) => [`${kind}/${type}`, code]))
/** All our types that are offered, each with the code that was typed. Pure. */
const listCodes = (lists: ReferenceAnswer['lists'], codes: SystemDraft['codes']): ForeignSystem['codes'] =>
  lists['incident-types'].body.items
    .map(({ kind, code }) => ({ kind, type: code, code: (codes[`${kind}/${code}`] ?? '').trim() }))
    .filter(({ kind, type, code }) => code !== '' || `${kind}/${type}` in codes)

/** What other systems call our types. */
export function SystemsList({ lists, onSave }: ListProps<'foreign-codes'>) {
  const text = useText(referenceText)
  const language = useLanguage()
  const types = lists['incident-types'].body.items.filter(({ isRetired }) => !isRetired)
  const countFilled = (system: ForeignSystem) => {
    const codes = codesOf(system)
    return types.filter(({ kind, code }) => codes[`${kind}/${code}`]).length
  }
  return (
    <ListEditor<ForeignSystem, SystemDraft>
      items={lists['foreign-codes'].body.items}
      version={lists['foreign-codes'].version}
      columns={[
        {
          label: language === 'zh' ? text.zh : text.en,
          show: (system) => (
            <>
              <strong>{system[language]}</strong>
              {system.isExample && <span className={styles.example}>{text.example}</span>}
            </>
          ),
        },
        { label: text.code, show: ({ code }) => code },
        { label: text.filledLabel, show: (system) => text.filled(String(countFilled(system)), String(types.length)) },
      ]}
      keyOf={({ code }) => code}
      nameOf={(system) => system[language]}
      adding={{
        text: text.add['foreign-codes'],
        blank: () => ({ code: '', zh: '', en: '', isExample: false, codes: {} }),
      }}
      toDraft={(system) => ({ ...system, codes: codesOf(system) })}
      toItem={(draft) => ({ ...draft, codes: listCodes(lists, draft.codes) })}
      gapOf={(draft) => findNameGap(draft, text)}
      canRemove
      form={({ draft, change, isFaulty, isNew }) => (
        <>
          <NamedFields {...{ draft, change, isFaulty, isNew }} />
          <Switch
            label={text.isExample}
            isOn={draft.isExample}
            onToggle={() => change({ isExample: !draft.isExample })}
          />
          <p className={styles.hint}>{text.typeCodes}</p>
          {kinds.map((kind) => (
            <fieldset key={kind} className={styles.codes}>
              <legend>{text.kind[kind]}</legend>
              {types
                .filter((type) => type.kind === kind)
                .map((type) => {
                  const key = `${kind}/${type.code}`
                  return (
                    <label key={key}>
                      <span>{type[language]}</span>
                      <input
                        value={draft.codes[key] ?? ''}
                        maxLength={60}
                        autoComplete="off"
                        spellCheck={false}
                        onChange={(event) => change({ codes: { ...draft.codes, [key]: event.target.value } })}
                      />
                    </label>
                  )
                })}
            </fieldset>
          ))}
        </>
      )}
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}
