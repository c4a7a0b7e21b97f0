import { lazy, Suspense, useEffect, useState } from 'react'
import { onStepWanted, setClientLanguage } from '#web/api-client/client.ts'
import { useSession } from '#web/api-client/session.ts'
import { askSession, followTabs } from '#web/features/access/session-actions.ts'
import { dropOldDrafts } from '#web/shared/kept-drafts.ts'
import { useView } from '#web/shared/view-store.ts'
import { getConsoleOwner } from './console-owner.ts'
import { StartPage } from './start-page.tsx'
import { askAgainMs, loadConsole, useConsoleScreen } from './use-console-screen.ts'

const SignInGate = lazy(() =>
  import('#web/features/access/sign-in-gate.tsx').then((module) => ({ default: module.SignInGate })),
)

/** How often an open page looks whether it still may be. */
const checkMs = 15_000

/** Who sits here decides what the page is: the sign-in, the console, or the console under the sign-in. */
export function Root() {
  const language = useView((view) => view.language)
  const theme = useView((view) => view.theme)
  // before any request of this render goes out
  setClientLanguage(language)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [theme, language])
  const { status, session } = useSession()
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => followTabs(), [])
  // whoever is signed in, and where nobody is
  useEffect(() => {
    dropOldDrafts()
    const timer = setInterval(dropOldDrafts, checkMs)
    return () => clearInterval(timer)
  }, [])
  // a rule that changed while somebody was at work
  useEffect(() => onStepWanted(() => void askSession().catch(() => {})), [])
  useEffect(() => {
    if (status !== 'open') return
    // a session ended elsewhere, a role given or taken back: neither waits for the next click
    const timer = setInterval(() => void askSession().catch(() => {}), checkMs)
    return () => clearInterval(timer)
  }, [status])
  useEffect(() => {
    if (status !== 'unknown') return
    const ask = () => void askSession().then(() => setFailure(null), setFailure)
    ask()
    const timer = setInterval(ask, askAgainMs)
    return () => clearInterval(timer)
  }, [status])
  const isOpen = status === 'open' && session !== null && session.pending === null
  const hasConsole = isOpen || (session !== null && session.id === getConsoleOwner())
  const desk = useConsoleScreen(hasConsole)

  if (status === 'unknown')
    return failure ? (
      <StartPage reason="failed" error={failure} onRetry={() => void askSession().catch(setFailure)} />
    ) : (
      <StartPage reason="starting" onRetry={() => {}} />
    )
  return (
    <>
      {hasConsole && (
        <div className="whole-page" inert={!isOpen} key={session.id}>
          {desk.Screen ? <desk.Screen /> : <StartPage {...desk.start} onRetry={desk.retry} />}
        </div>
      )}
      {!isOpen && (
        <Suspense>
          <SignInGate
            pending={status === 'open' ? session : null}
            ended={hasConsole ? session : null}
            onBegin={() => void loadConsole().catch(() => {})}
          />
        </Suspense>
      )}
    </>
  )
}
