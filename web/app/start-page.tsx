import { describeError, problemCode } from '#web/api-client/problem.ts'
import { useSession } from '#web/api-client/session.ts'
import { signOut } from '#web/features/access/session-actions.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { consoleText } from './console.text.ts'
import styles from './start-page.module.css'

type StartPageProps = { reason: 'starting' | 'failed' | 'no-code'; error?: unknown; onRetry: () => void }

/** The page before there is a map, or when there can be none: what is wrong and what to do, in one sentence. */
export function StartPage({ reason, error, onRetry }: StartPageProps) {
  const text = useText(consoleText)
  const language = useLanguage()
  const { status, session } = useSession()
  if (reason === 'starting')
    return (
      <main className={styles.page}>
        <img src="/logo.svg" width={48} height={48} alt="" className={styles.pulse} />
        <p role="status">{text.starting}</p>
      </main>
    )
  const isAway = reason === 'failed' && problemCode(error) === 'unreachable'
  const sentence = reason === 'no-code' ? text.noCode : describeError(error, language)
  return (
    <main className={styles.page}>
      <span className={styles.language}>
        <Button look="quiet" onClick={() => changeView({ language: language === 'zh' ? 'en' : 'zh' })}>
          {text.languageShort}
        </Button>
      </span>
      <Icon name="warning" size={40} />
      <h1>{isAway ? text.unreachableTitle : text.failedTitle}</h1>
      <p role="alert">{sentence}</p>
      <Button look="primary" icon="refresh" onClick={onRetry}>
        {text.retry}
      </Button>
      {status === 'open' && session && (
        <p className={styles.whose}>
          {text.signedInAs(session.name)}
          <Button look="quiet" icon="signOut" onClick={() => void signOut(false).catch(() => {})}>
            {text.signOut}
          </Button>
        </p>
      )}
    </main>
  )
}
