import { fetchSession, sendActivity, sendSignIn, sendSignInCode, sendSignOut } from '#web/api-client/access-calls.ts'
import { problemCode } from '#web/api-client/problem.ts'
import { endSession, getSession, openSession } from '#web/api-client/session.ts'
import { dropDrafts } from '#web/shared/kept-drafts.ts'

/** What the tabs of one browser tell each other: they share the cookie. */
type Message = { kind: 'opened' } | { kind: 'ended' } | { kind: 'active'; at: number }

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('onegrid.session')
const tell = (message: Message) => channel?.postMessage(message)

/** When somebody last did something that the server knows of, in this tab or another. */
let activeAt = Date.now()
export const lastActiveAt = (): number => activeAt

/** Whether the last visit ended signed in: then the console's code is worth loading before the server has said so. */
const flag = 'onegrid.signed-in'
function remember(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(flag, '1')
    else localStorage.removeItem(flag)
  } catch {
    // storage switched off by policy: the console's code waits for the answer
  }
}
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(flag) === '1'
  } catch {
    return false
  }
}

let asking: Promise<void> | null = null

/** Asks the server who has signed in. Rejects only where there is no answer. */
export function askSession(): Promise<void> {
  asking ??= fetchSession()
    .then(
      (session) => {
        remember(true)
        openSession(session)
      },
      (error: unknown) => {
        if (problemCode(error) !== 'not_signed_in') throw error
        remember(false)
        endSession()
      },
    )
    .finally(() => {
      asking = null
    })
  return asking
}

/** Username and password. Throws as the client does; `second-factor`: the code comes next. */
export async function signIn(username: string, password: string): Promise<'done' | 'second-factor'> {
  const { next } = await sendSignIn({ username, password })
  if (next === 'done') await enter()
  return next
}

export async function signInByCode(code: string): Promise<void> {
  await sendSignInCode({ code })
  await enter()
}

async function enter(): Promise<void> {
  activeAt = Date.now()
  await askSession()
  tell({ kind: 'opened' })
}

/** Ends the session here, or all of the person's; the other tabs of this browser follow. What was typed in this one goes along. */
export async function signOut(isEverywhere: boolean): Promise<void> {
  const account = getSession().session?.id
  await sendSignOut(isEverywhere)
  if (account !== undefined) dropDrafts(account)
  remember(false)
  endSession(true)
  tell({ kind: 'ended' })
}

/** Tells the server that somebody is at work. */
export async function reportActivity(): Promise<void> {
  const at = Date.now()
  await sendActivity()
  activeAt = at
  tell({ kind: 'active', at })
}

/** Follows the other tabs. Returns the function that stops it. */
export function followTabs(): () => void {
  const hear = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'active') activeAt = Math.max(activeAt, data.at)
    // a tab that waits for a password goes on; one of somebody else finds out who it is now
    else if (data.kind === 'opened') void askSession().catch(() => {})
    else if (getSession().status === 'open' || getSession().session) endSession(true)
  }
  channel?.addEventListener('message', hear)
  return () => channel?.removeEventListener('message', hear)
}
