import type { QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { sendPhoto } from '#web/api-client/incident-calls.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { takeIn } from '../incidents.queries.ts'

/** A photo on its way. The key is its own, so that one that is sent again is there once. */
type Waiting = { file: File; key: string }
export type PhotoUpload = { waiting: readonly Waiting[]; total: number; isBusy: boolean; error: unknown }

/** What is being sent, by the id of the incident: it goes on when its panel is closed. */
export const usePhotoUploads = create<Readonly<Record<string, PhotoUpload>>>(() => ({}))

const change = (incidentId: string, upload: PhotoUpload | undefined) =>
  usePhotoUploads.setState((state) => {
    const { [incidentId]: _, ...others } = state
    return upload ? { ...others, [incidentId]: upload } : others
  }, true)

/** One after the other: each that has arrived stays, whatever becomes of the next. */
async function send(queryClient: QueryClient, incidentId: string): Promise<void> {
  for (;;) {
    const upload = usePhotoUploads.getState()[incidentId]
    const [next, ...rest] = upload?.waiting ?? []
    if (!upload || !next) return change(incidentId, undefined)
    change(incidentId, { ...upload, isBusy: true, error: null })
    try {
      takeIn(queryClient, await sendPhoto(incidentId, next.file, next.key))
    } catch (error) {
      const now = usePhotoUploads.getState()[incidentId]
      return change(incidentId, now && { ...now, isBusy: false, error })
    }
    const now = usePhotoUploads.getState()[incidentId]
    const added = now?.waiting.slice(rest.length + 1) ?? []
    change(incidentId, now && { ...now, waiting: [...rest, ...added] })
  }
}

/** Sends photos of an incident; whatever fails is shown with the incident and can be tried again. */
export async function uploadPhotos(
  queryClient: QueryClient,
  incidentId: string,
  files: readonly File[],
): Promise<void> {
  if (files.length === 0) return
  const waiting = files.map((file) => ({ file, key: makeKey() }))
  const present = usePhotoUploads.getState()[incidentId]
  change(incidentId, {
    waiting: [...(present?.waiting ?? []), ...waiting],
    total: (present?.total ?? 0) + waiting.length,
    isBusy: true,
    error: null,
  })
  if (!present?.isBusy) await send(queryClient, incidentId)
}

export const retryPhotos = (queryClient: QueryClient, incidentId: string): Promise<void> =>
  send(queryClient, incidentId)

/** Nobody sends what somebody else has chosen. */
export const forgetPhotoUploads = (): void => usePhotoUploads.setState({}, true)

/** Those that were not sent are left out. */
export const leaveOutPhotos = (incidentId: string): void => change(incidentId, undefined)
