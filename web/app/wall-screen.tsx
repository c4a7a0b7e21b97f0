import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { askAsWall, setClientLanguage } from '#web/api-client/client.ts'
import { ProblemError, problemCode } from '#web/api-client/problem.ts'
import { endSession, openSession } from '#web/api-client/session.ts'
import { fetchPairing, fetchWallSession, startPairing } from '#web/api-client/wall-calls.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'
import { wallText } from './wall.text.ts'
import styles from './wall-screen.module.css'

const WallMap = lazy(() => import('./wall-map.tsx').then((module) => ({ default: module.WallMap })))

askAsWall()

const askEveryMs = 3_000
/** A code that nobody types in for so many of its lives is no longer shown: a screen left alone asks for nothing. */
const livesOfCodes = 12

type WallState =
  | { is: 'asking' }
  | { is: 'pairing'; code: string | null; expiresAt: string | null; trouble: 'unreachable' | 'too-many' | null }
  | { is: 'shown'; session: SessionAnswer }
  /** Dark until somebody at the screen wants it otherwise: who took the pairing back did not mean to invite the next. */
  | { is: 'dark'; why: 'revoked' | 'asleep' }

/** A screen nobody sits at: paired by a code, then it shows the map until its pairing is taken back. */
export function WallScreen() {
  const text = useText(wallText)
  const language = useView((view) => view.language)
  setClientLanguage(language)
  const [state, setState] = useState<WallState>({ is: 'asking' })
  const codesShown = useRef(0)
  useEffect(() => {
    document.documentElement.dataset.theme = 'night'
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = text.title
  }, [language, text])

  const askWho = useCallback(async (isPaired: boolean) => {
    try {
      const session = await fetchWallSession()
      openSession(session)
      codesShown.current = 0
      setState({ is: 'shown', session })
      return
    } catch (error) {
      // away or busy: a paired screen shows what it has, with its age
      if (problemCode(error) !== 'not_signed_in') return
    }
    if (!isPaired) setState({ is: 'pairing', code: null, expiresAt: null, trouble: null })
    else {
      endSession(true)
      setState({ is: 'dark', why: 'revoked' })
    }
  }, [])

  const isShown = state.is === 'shown'
  const isAsking = state.is === 'asking'
  useEffect(() => {
    if (!isShown && !isAsking) return
    if (isAsking) void askWho(false)
    const timer = setInterval(() => void askWho(isShown), askEveryMs)
    return () => clearInterval(timer)
  }, [isShown, isAsking, askWho])

  const isPairing = state.is === 'pairing'
  useEffect(() => {
    if (!isPairing) return
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout>
    let hasCode = false
    const step = async () => {
      let pauseMs = askEveryMs
      try {
        const answer = hasCode ? await fetchPairing() : await startPairing()
        if (!isCurrent) return
        // asks until an answer comes: the code has served, and there is none to show
        if (answer.state === 'paired') return setState({ is: 'asking' })
        if (answer.state === 'expired') {
          hasCode = false
          pauseMs = 0
          codesShown.current += 1
          if (codesShown.current >= livesOfCodes) return setState({ is: 'dark', why: 'asleep' })
        } else {
          hasCode = true
          setState({ is: 'pairing', code: answer.code, expiresAt: answer.expiresAt, trouble: null })
        }
      } catch (error) {
        if (!isCurrent) return
        const isTooMany = error instanceof ProblemError && error.problem.status === 429
        // the cookie of this code is gone
        if (error instanceof ProblemError && !isTooMany) hasCode = false
        if (isTooMany) pauseMs = Math.max(askEveryMs, (error.retryAfterSeconds ?? 30) * 1000)
        setState((now) => (now.is === 'pairing' ? { ...now, trouble: isTooMany ? 'too-many' : 'unreachable' } : now))
      }
      if (isCurrent) timer = setTimeout(() => void step(), pauseMs)
    }
    void step()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [isPairing])

  const isDark = state.is === 'dark'
  useEffect(() => {
    if (!isDark) return
    const wake = () => {
      codesShown.current = 0
      setState({ is: 'pairing', code: null, expiresAt: null, trouble: null })
    }
    window.addEventListener('keydown', wake)
    window.addEventListener('pointerdown', wake)
    return () => {
      window.removeEventListener('keydown', wake)
      window.removeEventListener('pointerdown', wake)
    }
  }, [isDark])

  switch (state.is) {
    case 'shown':
      return (
        <Suspense fallback={<p className={styles.quietPage}>{text.connecting}</p>}>
          <WallMap session={state.session} />
        </Suspense>
      )
    case 'dark':
      return (
        <main className={styles.dark} role="status">
          <p>{text[state.why]}</p>
          <p>{text.wake}</p>
        </main>
      )
    case 'pairing':
      return (
        <main className={styles.pairing}>
          <div className={styles.brand}>
            <img src="/logo.svg" width={40} height={40} alt="" />
            <span>{text.product}</span>
          </div>
          {state.code ? (
            <>
              <h1>{text.pairTitle}</h1>
              <p className={styles.code} data-code={state.code}>
                {[...state.code].map((letter, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a letter may be there twice, and its place is what it is
                  <span key={place}>{letter}</span>
                ))}
              </p>
              <p>{text.pairHint}</p>
              {state.expiresAt && <CodeAge expiresAt={state.expiresAt} />}
            </>
          ) : (
            <p role="status">{text.connecting}</p>
          )}
          {state.trouble && (
            <p role="alert" className={styles.trouble}>
              {state.trouble === 'too-many' ? text.tooMany : text.unreachable}
            </p>
          )}
        </main>
      )
    default:
      return <p className={styles.quietPage}>{text.connecting}</p>
  }
}

function CodeAge({ expiresAt }: { expiresAt: string }) {
  const text = useText(wallText)
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [])
  const minutes = Math.max(1, Math.ceil((Date.parse(expiresAt) - nowMs) / 60_000))
  return <p className={styles.codeAge}>{text.codeAge(String(minutes))}</p>
}
