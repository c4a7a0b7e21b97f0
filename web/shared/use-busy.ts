import { useState } from 'react'
import { createLock } from './create-lock.ts'

/** Whether the work of a form is under way, and how it begins: never a second time before it has ended. */
export function useBusy(): [isBusy: boolean, begin: (work: () => Promise<unknown>) => Promise<void>] {
  const [isBusy, setIsBusy] = useState(false)
  const [runAlone] = useState(createLock)
  const begin = (work: () => Promise<unknown>) =>
    runAlone(async () => {
      setIsBusy(true)
      try {
        await work()
      } finally {
        setIsBusy(false)
      }
    })
  return [isBusy, begin]
}
