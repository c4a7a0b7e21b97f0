import { vi } from 'vitest'

const origin = 'http://127.0.0.1:8787'

/** As much of a browser as the address needs. `history` escapes like one and goes back like one. */
export function aBrowser(start: string) {
  const steps = [new URL(start, origin)]
  const ahead: URL[] = []
  let popped = () => {}
  const write = (_state: unknown, _title: string, url: string) => new URL(url, steps.at(-1))
  const history = {
    pushState: vi.fn((...call: [unknown, string, string]) => {
      ahead.length = 0
      steps.push(write(...call))
    }),
    replaceState: vi.fn((...call: [unknown, string, string]) => void steps.splice(-1, 1, write(...call))),
  }
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
  vi.stubGlobal('window', {
    get location() {
      return steps.at(-1)
    },
    history,
    matchMedia: () => ({ matches: false }),
    addEventListener: (_name: 'popstate', listener: () => void) => {
      popped = listener
    },
    removeEventListener: () => {},
  })
  return {
    history,
    readSearch: () => decodeURIComponent(steps.at(-1)?.search ?? ''),
    goBack() {
      ahead.push(...steps.splice(-1))
      popped()
    },
    goForward() {
      steps.push(...ahead.splice(-1))
      popped()
    },
  }
}
