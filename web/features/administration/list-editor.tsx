import { type ReactNode, useState } from 'react'
import { sharedText } from '#web/shared/shared.text.ts'
import type { Gap } from '#web/shared/use-form-fault.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Chip, ChipRow } from '#web/ui/chip.tsx'
import { administrationText } from './administration.text.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { FormDialog } from './form-dialog.tsx'
import styles from './reference.module.css'
import { referenceText } from './reference.text.ts'

export type Column<Item> = { label: string; show: (item: Item) => ReactNode }
export type FormFields<Draft> = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  isFaulty: (field: string) => boolean
  /** An entry that is not in the list yet. */
  isNew: boolean
}

type ListEditorProps<Item, Draft> = {
  items: readonly Item[]
  /** Of the list. What was opened is saved over the version that was seen then, whatever comes meanwhile. */
  version: number
  columns: readonly Column<Item>[]
  keyOf: (item: Item) => string
  nameOf: (item: Item) => string
  /** Of which some can be shown alone. */
  groups?: { label: string; of: (item: Item) => string; options: readonly { value: string; text: string }[] }
  /** Left out: the list is of a fixed number. */
  adding?: {
    text: string
    /** What a new entry begins as; `group`: what is shown alone. */
    blank: (group: string | null) => Draft
  }
  toDraft: (item: Item) => Draft
  toItem: (draft: Draft) => Item
  /** What a draft still wants. */
  gapOf: (draft: Draft) => Gap | null
  /** What the form calls its fields, where that is not what they are called elsewhere. */
  labels?: Readonly<Record<string, string>>
  canRemove: boolean
  form: (fields: FormFields<Draft>) => ReactNode
  /** The whole list, as it is to be. */
  onSave: (items: Item[], version: number) => Promise<unknown>
}

/** The list as it was when something of it was opened. */
type Seen<Item> = { items: readonly Item[]; version: number }

const putItem = <Item,>(
  { items, key }: Seen<Item> & { key: string | null },
  keyOf: (item: Item) => string,
  item: Item,
): Item[] => (key === null ? [...items, item] : items.map((each) => (keyOf(each) === key ? item : each)))

/** One list of the reference: a table, and a form for one entry at a time. Every change is saved at once. */
export function ListEditor<Item, Draft>(props: ListEditorProps<Item, Draft>) {
  const { items, version, columns, keyOf, nameOf, groups, adding, toItem, onSave } = props
  const text = useText(referenceText)
  const shared = useText(sharedText)
  const words = useText(administrationText)
  const [group, setGroup] = useState<string | null>(null)
  const [open, setOpen] = useState<(Seen<Item> & { key: string | null; draft: Draft }) | null>(null)
  const [removing, setRemoving] = useState<(Seen<Item> & { item: Item }) | null>(null)
  const shown = group === null || !groups ? items : items.filter((item) => groups.of(item) === group)
  const place = open === null || open.key === null ? items.length : items.findIndex((item) => keyOf(item) === open.key)
  return (
    <>
      <div className={styles.bar}>
        {groups && (
          <ChipRow label={groups.label}>
            <Chip isOn={group === null} onToggle={() => setGroup(null)} count={String(items.length)}>
              {shared.all}
            </Chip>
            {groups.options.map(({ value, text: label }) => (
              <Chip
                key={value}
                isOn={group === value}
                onToggle={() => setGroup(group === value ? null : value)}
                count={String(items.filter((item) => groups.of(item) === value).length)}
              >
                {label}
              </Chip>
            ))}
          </ChipRow>
        )}
        {adding && (
          <Button icon="plus" onClick={() => setOpen({ items, version, key: null, draft: adding.blank(group) })}>
            {adding.text}
          </Button>
        )}
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            <th aria-label={text.edit} />
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map(({ label, show }) => (
                <td key={label} data-label={label}>
                  {show(item)}
                </td>
              ))}
              <td className={styles.tools}>
                <Button
                  look="quiet"
                  aria-label={text.editOf(nameOf(item))}
                  onClick={() => setOpen({ items, version, key: keyOf(item), draft: props.toDraft(item) })}
                >
                  {text.edit}
                </Button>
                {props.canRemove && (
                  <Button
                    look="quiet"
                    aria-label={text.removeSure(nameOf(item))}
                    onClick={() => setRemoving({ items, version, item })}
                  >
                    {text.remove}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open && (
        <FormDialog
          title={open.key === null && adding ? adding.text : text.editOf(nameOf(toItem(open.draft)))}
          submitText={words.save}
          gap={props.gapOf(open.draft)}
          labels={props.labels}
          onClose={() => setOpen(null)}
          onSubmit={async () => {
            await onSave(putItem(open, keyOf, toItem(open.draft)), open.version)
            setOpen(null)
          }}
        >
          {(isFaulty) =>
            props.form({
              draft: open.draft,
              isNew: open.key === null,
              change: (part) => setOpen({ ...open, draft: { ...open.draft, ...part } }),
              // The server names a field by its place in the list.
              isFaulty: (field) =>
                isFaulty(field) || isFaulty(`items.${place}.${field}`) || isFaulty(`body.items.${place}.${field}`),
            })
          }
        </FormDialog>
      )}
      {removing && (
        <ConfirmDialog
          question={{
            title: text.remove,
            sentence: text.removeSure(nameOf(removing.item)),
            onConfirm: () =>
              onSave(
                removing.items.filter((item) => item !== removing.item),
                removing.version,
              ),
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  )
}
