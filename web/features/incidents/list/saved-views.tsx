import { type FormEvent, useRef, useState } from 'react'
import { useSession } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { defaultView } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { DropSheet } from '#web/ui/drop-sheet.tsx'
import { Field } from '#web/ui/field.tsx'
import { LossQuestion } from '#web/ui/loss-question.tsx'
import { filterViewOf } from '../filter/incident-filter.ts'
import { listsText } from '../lists.text.ts'
import styles from './filter-bar.module.css'
import {
  isTaken,
  loadViews,
  longestName,
  mostViews,
  putView,
  readFilter,
  renameView,
  type SavedView,
  storeViews,
  writeFilter,
} from './view-shelf.ts'

/** The filters that somebody has named. */
export function SavedViews() {
  const text = useText(listsText)
  return (
    <DropSheet icon="bookmark" text={text.views} label={text.savedViews}>
      {(close) => <OwnShelf onChosen={close} />}
    </DropSheet>
  )
}

function OwnShelf({ onChosen }: { onChosen: () => void }) {
  const { session } = useSession()
  return <Shelf key={session?.id} account={session?.id ?? ''} onChosen={onChosen} />
}

/** A name that another view has: what replaces that view, and the field where it can be given another name. */
type Clash = { name: string; field: HTMLInputElement | null; replace: () => void }

function Shelf({ account, onChosen }: { account: string; onChosen: () => void }) {
  const text = useText(listsText)
  const [views, setViews] = useState(() => loadViews(account))
  const [typed, setTyped] = useState('')
  const [renamed, setRenamed] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [clash, setClash] = useState<Clash | null>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const present = useView(writeFilter)
  /** False where there are too many: what was typed for it stays. */
  const put = (next: SavedView[] | null): boolean => {
    if (next === null) {
      setFault(text.viewsFull(formatNumber(mostViews)))
      return false
    }
    setViews(next)
    setFault(storeViews(account, next) ? null : text.viewsNotKept)
    return true
  }
  const choose = (search: string) => {
    changeView(readFilter(search), 'push')
    onChosen()
  }
  const name = typed.trim()
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (name === '') return
    const keep = () => {
      if (put(putView(views, { name, search: present }))) setTyped('')
    }
    if (isTaken(views, name)) setClash({ name, field: nameField.current, replace: keep })
    else keep()
  }
  const rename = (former: string, next: string, field: HTMLInputElement | null) => {
    const give = () => {
      put(renameView(views, former, next))
      setRenamed(null)
    }
    if (isTaken(views, next, former)) setClash({ name: next, field, replace: give })
    else give()
  }
  return (
    <>
      {views.length === 0 ? (
        <p className={styles.muted}>{text.noViews}</p>
      ) : (
        <ul className={styles.views}>
          {views.map((view) =>
            renamed === view.name ? (
              <li key={view.name}>
                <NameForm
                  label={text.renameView(view.name)}
                  submitText={text.rename}
                  start={view.name}
                  onName={(next, field) => rename(view.name, next, field)}
                  onTyped={() => setClash(null)}
                />
              </li>
            ) : (
              <li key={view.name}>
                <button type="button" aria-pressed={view.search === present} onClick={() => choose(view.search)}>
                  {view.name}
                </button>
                <IconButton
                  icon="pencil"
                  size={16}
                  label={text.renameView(view.name)}
                  onClick={() => {
                    setClash(null)
                    setRenamed(view.name)
                  }}
                />
                <IconButton
                  icon="close"
                  size={16}
                  label={text.removeView(view.name)}
                  onClick={() => {
                    setClash(null)
                    put(views.filter((each) => each !== view))
                  }}
                />
              </li>
            ),
          )}
        </ul>
      )}
      <form className={styles.name} onSubmit={save}>
        <Field label={text.viewName}>
          <input
            ref={nameField}
            value={typed}
            maxLength={longestName}
            onChange={({ target }) => {
              setClash(null)
              setTyped(target.value)
            }}
          />
        </Field>
        <Button type="submit" look="primary" disabled={name === ''}>
          {text.saveView}
        </Button>
      </form>
      {clash && (
        <LossQuestion
          words={{ question: text.replaceView(clash.name), goOn: text.otherName, confirm: text.replace }}
          onGoOn={() => {
            setClash(null)
            clash.field?.focus()
          }}
          onConfirm={() => {
            setClash(null)
            clash.replace()
            nameField.current?.focus()
          }}
        />
      )}
      {fault && (
        <p className={styles.muted} role="alert">
          {fault}
        </p>
      )}
      <div className={styles.end}>
        <p className={styles.muted}>{text.viewsHint}</p>
        <Button
          look="quiet"
          onClick={() => {
            changeView(filterViewOf(defaultView), 'push')
            onChosen()
          }}
        >
          {text.resetView}
        </Button>
      </div>
    </>
  )
}

type NameFormProps = {
  label: string
  submitText: string
  start: string
  /** With the field, for whoever has to choose another one. */
  onName: (name: string, field: HTMLInputElement | null) => void
  onTyped: () => void
}

function NameForm({ label, submitText, start, onName, onTyped }: NameFormProps) {
  const [name, setName] = useState(start)
  const field = useRef<HTMLInputElement>(null)
  return (
    <form
      className={styles.name}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onName(name.trim(), field.current)
      }}
    >
      <Field label={label}>
        <input
          ref={field}
          // biome-ignore lint/a11y/noAutofocus: it comes in the place of the button that was pressed
          autoFocus
          value={name}
          maxLength={longestName}
          onChange={({ target }) => {
            onTyped()
            setName(target.value)
          }}
        />
      </Field>
      <Button type="submit">{submitText}</Button>
    </form>
  )
}
