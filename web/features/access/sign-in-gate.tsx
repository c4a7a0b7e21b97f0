import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { holdDialog } from '#web/lib/open-dialogs.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import { askSession, signOut } from './session-actions.ts'
import { SignIn } from './sign-in.tsx'

const ChangePassword = lazy(() =>
  import('./change-password.tsx').then((module) => ({ default: module.ChangePassword })),
)
const Enrol = lazy(() => import('./enrol.tsx').then((module) => ({ default: module.Enrol })))

type SignInGateProps = {
  /** Who has signed in as far as a first password or a second factor; null for nobody. */
  pending: SessionAnswer | null
  /** Whose session has ended under the console. */
  ended: SessionAnswer | null
  onBegin: () => void
}

/** What stands between a visitor and the console: the whole page at the start, a sheet over the map when a session has ended. */
export function SignInGate({ pending, ended, onBegin }: SignInGateProps) {
  const text = useText(accessText)
  const theme = useView((view) => view.theme)
  const language = useView((view) => view.language)
  const isOver = ended !== null
  const over = useRef<HTMLDialogElement>(null)
  // before the field for the password takes the focus
  useLayoutEffect(() => {
    if (!isOver) return
    const before = document.activeElement
    if (!over.current?.open) over.current?.showModal()
    // back to where somebody was typing, once that is no longer inert
    return () => void requestAnimationFrame(() => before instanceof HTMLElement && before.focus())
  }, [isOver])
  useEffect(() => {
    if (!isOver) return
    const keep = (event: KeyboardEvent) => {
      // nothing under it takes a key, also not the search by "/"
      event.stopPropagation()
      if (event.key === 'Escape') event.preventDefault()
    }
    const element = over.current
    element?.addEventListener('keydown', keep)
    return () => element?.removeEventListener('keydown', keep)
  }, [isOver])
  // "back" is for nothing that lies under it, unseen
  useEffect(() => (isOver ? holdDialog(() => {}) : undefined), [isOver])
  const again = () => void askSession().catch(() => {})
  const gate = (
    <main className={styles.gate} aria-label={text.signIn}>
      <div className={styles.tools}>
        <Button
          look="quiet"
          lang={language === 'zh' ? 'en' : 'zh'}
          aria-label={text.language}
          onClick={() => changeView({ language: language === 'zh' ? 'en' : 'zh' })}
        >
          {text.languageShort}
        </Button>
        <IconButton
          icon={theme === 'night' ? 'sun' : 'moon'}
          label={theme === 'night' ? text.toDay : text.toNight}
          onClick={() => changeView({ theme: theme === 'night' ? 'day' : 'night' })}
        />
      </div>
      <div className={styles.card}>
        <header className={styles.brand}>
          <img src="/logo.svg" width={40} height={40} alt="" />
          <div>
            <p className={styles.product}>{text.product}</p>
            <p className={styles.quiet}>{text.motto}</p>
          </div>
        </header>
        <Suspense fallback={<div className={styles.form} />}>
          {pending === null ? (
            <SignIn ended={ended} onBegin={onBegin} />
          ) : pending.pending === 'password' ? (
            <ChangePassword username={pending.username} isFirst onChanged={again} />
          ) : (
            <Enrol username={pending.username} isWanted onDone={again} />
          )}
        </Suspense>
        {pending && (
          <footer className={styles.whose}>
            <span>{pending.name}</span>
            <Button look="quiet" onClick={() => void signOut(false).catch(() => {})}>
              {text.signOut}
            </Button>
          </footer>
        )}
      </div>
    </main>
  )
  if (!isOver) return gate
  return (
    // A sheet of the console that is open would else lie over it and keep every click and key to itself.
    <dialog
      ref={over}
      className={styles.over}
      aria-label={text.signIn}
      onCancel={(event) => event.preventDefault()}
      // a browser closes it at the second Esc whatever is said against it
      onClose={({ currentTarget }) => currentTarget.isConnected && currentTarget.showModal()}
    >
      {gate}
    </dialog>
  )
}
