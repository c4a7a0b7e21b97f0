import { useEffect, useState } from 'react'
import { fetchSignInWays } from '#web/api-client/access-calls.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import styles from './access.module.css'
import { accessText } from './access.text.ts'

type Way = Awaited<ReturnType<typeof fetchSignInWays>>['ways'][number]

/** Other systems that sign people in here; nothing where there are none. */
export function SignInWays() {
  const text = useText(accessText)
  const language = useLanguage()
  const [ways, setWays] = useState<readonly Way[]>([])
  useEffect(() => {
    const abort = new AbortController()
    // without the list the password is enough
    fetchSignInWays(abort.signal).then(
      (answer) => setWays(answer.ways),
      () => {},
    )
    return () => abort.abort()
  }, [])
  if (ways.length === 0) return null
  // where to come back to: the view is in the address
  const to = encodeURIComponent(`${window.location.pathname}${window.location.search}${window.location.hash}`)
  return (
    <section className={styles.ways} aria-label={text.otherWays}>
      <p className={styles.quiet}>{text.otherWays}</p>
      {ways.map(({ id, name }) => (
        <a key={id} className={styles.way} href={`/api/session/ways/${encodeURIComponent(id)}/start?to=${to}`}>
          {name[language]}
        </a>
      ))}
    </section>
  )
}
