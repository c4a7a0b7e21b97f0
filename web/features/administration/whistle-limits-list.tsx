import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import { SelectField } from './entry-fields.tsx'
import { ListEditor } from './list-editor.tsx'
import styles from './reference.module.css'
import { referenceText } from './reference.text.ts'
import type { ListProps } from './reference-lists.ts'

type WhistleLimit = ReferenceLists['whistle-limits']['items'][number]
const terms = ['reportIn', 'done'] as const
type TermDraft = { term: string; unit: WhistleLimit['done']['unit'] }
type LimitDraft = Pick<WhistleLimit, 'reason'> & Record<(typeof terms)[number], TermDraft>

const toDraft = ({ term, unit }: WhistleLimit['done']): TermDraft => ({ term: String(term), unit })
const toTerm = ({ term, unit }: TermDraft): WhistleLimit['done'] => ({ term: Number(term), unit })
const isTerm = ({ term }: TermDraft) => Number(term) > 0 && Number(term) <= 1000

/** How long departments that are called have to report in and to be done, by the reason of the call. */
export function WhistleLimitsList({ lists, onSave }: ListProps<'whistle-limits'>) {
  const text = useText(referenceText)
  const say = ({ term, unit }: WhistleLimit['done']) => text.term(String(term), text.unit[unit])
  return (
    <ListEditor<WhistleLimit, LimitDraft>
      items={lists['whistle-limits'].body.items}
      version={lists['whistle-limits'].version}
      columns={[
        { label: text.reasonLabel, show: ({ reason }) => <strong>{text.whistleReason[reason]}</strong> },
        ...terms.map((name) => ({ label: text[name], show: (limit: WhistleLimit) => say(limit[name]) })),
      ]}
      keyOf={({ reason }) => reason}
      nameOf={({ reason }) => text.whistleReason[reason]}
      toDraft={({ reason, reportIn, done }) => ({ reason, reportIn: toDraft(reportIn), done: toDraft(done) })}
      toItem={({ reason, reportIn, done }) => ({ reason, reportIn: toTerm(reportIn), done: toTerm(done) })}
      gapOf={(draft) => {
        const wrong = terms.find((name) => !isTerm(draft[name]))
        return wrong === undefined ? null : { field: `${wrong}.term`, sentence: text.termWrong }
      }}
      canRemove={false}
      form={({ draft, change, isFaulty }) =>
        terms.map((name) => (
          <div className={styles.pair} key={name}>
            <Field label={text[name]}>
              <input
                value={draft[name].term}
                inputMode="decimal"
                autoComplete="off"
                aria-invalid={!isTerm(draft[name]) || isFaulty(`${name}.term`)}
                onChange={(event) => change({ [name]: { ...draft[name], term: event.target.value } })}
              />
            </Field>
            <SelectField
              label={text.unitLabel}
              value={draft[name].unit}
              options={(['workingDays', 'workingHours', 'hours', 'minutes'] as const).map((value) => ({
                value,
                text: text.unit[value],
              }))}
              onChange={(unit) => unit && change({ [name]: { ...draft[name], unit } })}
            />
          </div>
        ))
      }
      onSave={(items, version) => onSave({ items }, version)}
    />
  )
}
