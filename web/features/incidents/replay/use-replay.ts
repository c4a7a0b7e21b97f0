import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { endedStates } from '#api/operations/incidents/incidents.contract.ts'
import { listenLive } from '#web/live/live-store.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useView } from '#web/shared/view-store.ts'
import { filterIncidents, mainStates } from '../filter/incident-filter.ts'
import { countChanges, listStanding, nameQuestion } from './past.ts'
import { noteFresh, playFrame, returnToNow, usePast } from './past-store.ts'
import { replayQuery } from './replay.queries.ts'
import { type ReplaySpan, spanOf } from './replay-clock.ts'

/** The 24 hours of the strip: those that are looked back at, or the last ones. */
export function useReplaySpan(): ReplaySpan {
  const sinceMs = useView((view) => view.replay?.sinceMs ?? null)
  const nowMs = useNow()
  const { fromMs, toMs } = spanOf(sinceMs, nowMs)
  return useMemo(() => ({ fromMs, toMs }), [fromMs, toMs])
}

/** What is known of these hours. */
export function useReplay(isEnabled: boolean) {
  const span = useReplaySpan()
  const scope = useView((view) => view.scope)
  const text = useView((view) => view.incidentText)
  const query = useQuery({ ...replayQuery(span, scope, text), enabled: isEnabled })
  // of hours that go on, what was known stays true until more is
  const isOther = query.data !== undefined && query.data.asked !== nameQuestion(span.fromMs, scope, text)
  return { span, isOther, ...query }
}

/** Keeps what stood at the instant on the map, and moves the clock while it plays: a new list only when something has changed. */
export function useReplayPlayer(isEnabled: boolean): void {
  const isPast = useView((view) => view.replay !== null)
  const { span, data: past, isOther } = useReplay(isEnabled && isPast)
  const kinds = useView((view) => view.incidentKinds)
  const severities = useView((view) => view.severities)
  const types = useView((view) => view.incidentTypes)
  const rungs = useView((view) => view.incidentRungs)
  const state = useView((view) => view.incidentState)
  const restMs = useView((view) => view.replay?.atMs ?? null)
  const isPlaying = usePast((store) => store.isPlaying)
  const changes = usePast(({ movedMs }) => (past && restMs !== null ? countChanges(past, movedMs ?? restMs) : null))
  // hours that have not come yet are no past
  const isAhead = isPast && span.fromMs >= span.toMs
  useEffect(() => {
    if (isAhead) returnToNow()
  }, [isAhead])

  useEffect(() => {
    if (!isEnabled || !past || changes === null || isOther) return usePast.setState({ standing: null })
    const filter = { kinds, severities, types, rungs, period: null, ended: null, isOverdueOnly: false }
    const isOneState = !mainStates.includes(state) && !endedStates.some((each) => each === state)
    const standing = filterIncidents(listStanding(past, changes), filter, 0).filter(
      (incident) => !isOneState || incident.state === state,
    )
    usePast.setState({ standing })
  }, [isEnabled, past, isOther, changes, kinds, severities, types, rungs, state])

  useEffect(() => {
    if (!isPlaying) return
    let lastMs: number | null = null
    let frame = requestAnimationFrame(function step(frameMs) {
      frame = requestAnimationFrame(step)
      if (lastMs !== null) playFrame(frameMs - lastMs, span)
      lastMs = frameMs
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, span])

  useEffect(() => {
    if (!isPast) return
    return listenLive({
      onEvent({ recordKind, recordId }) {
        if (recordKind === 'incident') noteFresh(recordId)
      },
      onReset: () => {},
    })
  }, [isPast])
}
