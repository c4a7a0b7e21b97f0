import './ui/tokens.css'
import './app/print.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { getConnection, subscribeToConnection } from './api-client/connection.ts'
import { isPassing } from './api-client/problem.ts'
import { guardCache } from './app/console-owner.ts'
import { editionQuery } from './app/edition-query.ts'
import { Root } from './app/root.tsx'
import { loadConsole } from './app/use-console-screen.ts'
import { wasSignedIn } from './features/access/session-actions.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // a county network has no internet, and browsers call that offline
      networkMode: 'always',
      retry: (failures, error) => isPassing(error) && failures < 2,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      refetchOnWindowFocus: true,
    },
  },
})

// What failed while the server was gone is asked for again as soon as it answers.
let wasAway = false
subscribeToConnection(() => {
  const { state } = getConnection()
  if (state === 'online' && wasAway)
    void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error' })
  wasAway = state === 'offline' || state === 'degraded'
})

// After an upgrade the old page asks for files that are gone: one reload brings the new ones. Only one, or a server
// that lost its files would reload for ever.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'onegrid.reloaded'
  if (sessionStorage.getItem(key)) return
  sessionStorage.setItem(key, '1')
  event.preventDefault()
  window.location.reload()
})

const isWall = /^\/wall\/?$/.test(window.location.pathname)
const WallScreen = lazy(() => import('./app/wall-screen.tsx').then((module) => ({ default: module.WallScreen })))

if (!isWall) {
  guardCache(queryClient)
  // beside the question who has signed in, not after it
  if (wasSignedIn()) {
    void loadConsole().catch(() => {})
    void queryClient.prefetchQuery(editionQuery())
  }
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {isWall ? (
          <Suspense>
            <WallScreen />
          </Suspense>
        ) : (
          <Root />
        )}
      </QueryClientProvider>
    </StrictMode>,
  )
