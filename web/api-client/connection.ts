import { useSyncExternalStore } from 'react'

/** How the last call to the API went. `slow` is a server that answers but cannot reach its database. */
export type Connection = { state: 'unknown' | 'online' | 'degraded' | 'offline'; lastAnswerAt: number | null }

let connection: Connection = { state: 'unknown', lastAnswerAt: null }
const listeners = new Set<() => void>()

/** Called by the client after each call. */
export function reportAnswer(outcome: 'answered' | 'database_gone' | 'unreachable'): void {
  const state = outcome === 'answered' ? 'online' : outcome === 'database_gone' ? 'degraded' : 'offline'
  const lastAnswerAt = outcome === 'answered' ? Date.now() : connection.lastAnswerAt
  // a new object only where the screen would show something else: answers come many times a second
  if (state === connection.state && (lastAnswerAt ?? 0) - (connection.lastAnswerAt ?? 0) < 1000) return
  connection = { state, lastAnswerAt }
  for (const listener of listeners) listener()
}

export function subscribeToConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const getConnection = (): Connection => connection

export const useConnection = (): Connection => useSyncExternalStore(subscribeToConnection, getConnection)
