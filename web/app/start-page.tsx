import { lazy, Suspense } from 'react'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { useSession } from '#web/api-client/session.ts'
import { signOut } from '#web/features/access/session-actions.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { consoleText } from './console.text.ts'
import styles from './start-page.module.css'

const ImportPanel = lazy(() =>
  import('#web/features/imports/import-panel.tsx').then((module) => ({ default: module.ImportPanel })),
)

type StartPageProps = { reason: 'starting' | 'no_webgl' | 'failed'; error?: unknown; onRetry: () => void }

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
  const code = reason === 'failed' ? problemCode(error) : null
  const title =
    reason === 'no_webgl'
      ? text.noWebGlTitle
      : code === 'no_edition'
        ? text.noEditionTitle
        : code === 'unreachable'
          ? text.unreachableTitle
          : code === 'not_allowed'
            ? text.noRoleTitle
            : text.failedTitle
  return (
    <main className={styles.page}>
      <span className={styles.language}>
        <Button look="quiet" onClick={() => changeView({ language: language === 'zh' ? 'en' : 'zh' })}>
          {text.languageShort}
        </Button>
      </span>
      <Icon name={code === 'no_edition' ? 'layers' : code === 'not_allowed' ? 'user' : 'warning'} size={40} />
      <h1>{title}</h1>
      {reason === 'no_webgl' && <p>{text.noWebGl}</p>}
      {code === 'no_edition' && (
        <>
          <p>{text.noEdition}</p>
          <section className={styles.import} aria-label={text.panel.import}>
            <Suspense>
              <ImportPanel county={null} openArea={null} />
            </Suspense>
          </section>
          <p>{text.noEditionTool}</p>
          <pre>npm run import -- grids.geojson villages.geojson townships.geojson county.geojson</pre>
          <p>{text.noEditionDemo}</p>
          <pre>npm start -- --demo</pre>
        </>
      )}
      {reason === 'failed' && code !== 'no_edition' && (
        <p role="alert">{code === 'not_allowed' ? text.noRole : describeError(error, language)}</p>
      )}
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
