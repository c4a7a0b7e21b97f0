import { lazy, Suspense, useEffect, useRef } from 'react'
import type { SessionAnswer } from '#api/access/access.contract.ts'
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
  const gate = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!ended) return
    // nothing under it takes a key, also not the search by "/"
    const keep = (event: KeyboardEvent) => event.stopPropagation()
    const element = gate.current
    element?.addEventListener('keydown', keep)
    return () => element?.removeEventListener('keydown', keep)
  }, [ended])
  const again = () => void askSession().catch(() => {})
  return (
    <main ref={gate} className={styles.gate} data-over={ended !== null} aria-label={text.signIn}>
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
}
