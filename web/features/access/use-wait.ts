import { useEffect, useState } from 'react'

/** Counts down the seconds in which trying again is no use. */
export function useWait(): { seconds: number; start: (seconds: number) => void } {
  const [endsAt, setEndsAt] = useState(0)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const count = () => setSeconds(Math.max(0, Math.ceil((endsAt - Date.now()) / 1000)))
    count()
    if (endsAt <= Date.now()) return
    const timer = setInterval(count, 250)
    return () => clearInterval(timer)
  }, [endsAt])
  return { seconds, start: (next) => setEndsAt(Date.now() + next * 1000) }
}
