/** What somebody has typed and not sent, kept over a reload and a crash: in this tab alone, by account and by what it is.
 *
 *  A draft may name people, and desks are shared. So nobody else is ever shown one, and whoever signs out takes those of the tab in
 *  which that was done along. In the other tabs of the same browser nobody has said so: there they stay, out of sight, until
 *  their account signs in again, the tab is closed, or a day is over. */

const prefix = 'onegrid.draft.'
const longestMs = 24 * 3_600_000
const keyOf = (account: string, what: string) => `${prefix}${account}.${what}`

/** Keeps a draft in the place of the one before; an empty one is none. */
export function keepDraft(account: string, what: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(account, what))
    else sessionStorage.setItem(keyOf(account, what), JSON.stringify({ at: Date.now(), text }))
  } catch {
    // full, or switched off by policy: the draft lives as long as the page
  }
}

/** What was kept, or an empty text. */
export function readDraft(account: string, what: string): string {
  dropOldDrafts()
  try {
    return textOf(sessionStorage.getItem(keyOf(account, what)))?.text ?? ''
  } catch {
    // see keepDraft
    return ''
  }
}

/** All that were kept under `what.`, with what each is about. */
export function readDrafts(account: string, what: string): [about: string, text: string][] {
  const start = keyOf(account, `${what}.`)
  try {
    return listKeys()
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length))
      .map((about) => [about, readDraft(account, `${what}.${about}`)] as [string, string])
      .filter(([, text]) => text !== '')
  } catch {
    // see keepDraft
    return []
  }
}

/** All of an account that are kept in this tab. */
export function dropDrafts(account: string): void {
  try {
    for (const key of listKeys()) if (key.startsWith(keyOf(account, ''))) sessionStorage.removeItem(key)
  } catch {
    // see keepDraft
  }
}

const listKeys = (): string[] => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix))

/** Those whose day is over, of whatever account. */
export function dropOldDrafts(): void {
  try {
    for (const key of listKeys()) {
      const kept = textOf(sessionStorage.getItem(key))
      if (kept === null || Date.now() - kept.at > longestMs) sessionStorage.removeItem(key)
    }
  } catch {
    // see keepDraft
  }
}

/** Null for what is none of ours. */
function textOf(kept: string | null): { at: number; text: string } | null {
  try {
    const { at, text } = JSON.parse(kept ?? 'null') as { at: unknown; text: unknown }
    return typeof at === 'number' && typeof text === 'string' ? { at, text } : null
  } catch {
    return null
  }
}
