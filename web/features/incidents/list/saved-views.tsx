import { type FormEvent, useState } from 'react'
import { useSession } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { defaultView } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { DropSheet } from '#web/ui/drop-sheet.tsx'
import { Field } from '#web/ui/field.tsx'
import { filterViewOf } from '../filter/incident-filter.ts'
import { listsText } from '../lists.text.ts'
import styles from './filter-bar.module.css'
import {
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

function Shelf({ account, onChosen }: { account: string; onChosen: () => void }) {
  const text = useText(listsText)
  const [views, setViews] = useState(() => loadViews(account))
  const [name, setName] = useState('')
  const [renamed, setRenamed] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const present = useView(writeFilter)
  const put = (next: SavedView[] | null) => {
    if (next === null) return setFault(text.viewsFull(formatNumber(mostViews)))
    setViews(next)
    setFault(storeViews(account, next) ? null : text.viewsNotKept)
  }
  const choose = (search: string) => {
    changeView(readFilter(search), 'push')
    onChosen()
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    const given = name.trim()
    if (given === '') return
    put(putView(views, { name: given, search: present }))
    setName('')
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
                  onName={(next) => {
                    put(renameView(views, view.name, next))
                    setRenamed(null)
                  }}
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
                  onClick={() => setRenamed(view.name)}
                />
                <IconButton
                  icon="close"
                  size={16}
                  label={text.removeView(view.name)}
                  onClick={() => put(views.filter((each) => each !== view))}
                />
              </li>
            ),
          )}
        </ul>
      )}
      <form className={styles.name} onSubmit={save}>
        <Field label={text.viewName}>
          <input value={name} maxLength={longestName} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Button type="submit" look="primary" disabled={name.trim() === ''}>
          {text.saveView}
        </Button>
      </form>
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

type NameFormProps = { label: string; submitText: string; start: string; onName: (name: string) => void }

function NameForm({ label, submitText, start, onName }: NameFormProps) {
  const [name, setName] = useState(start)
  return (
    <form
      className={styles.name}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onName(name.trim())
      }}
    >
      <Field label={label}>
        {/* biome-ignore lint/a11y/noAutofocus: it comes in the place of the button that was pressed */}
        <input autoFocus value={name} maxLength={longestName} onChange={({ target }) => setName(target.value)} />
      </Field>
      <Button type="submit">{submitText}</Button>
    </form>
  )
}
