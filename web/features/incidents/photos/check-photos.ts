import { maxIncidentPhotos, maxPhotoBytes } from '#api/operations/incidents/incident-photos.contract.ts'

export type PhotoGap = { kind: 'too-many'; room: number } | { kind: 'too-large'; name: string }

/** What keeps files from being sent, before a slow line is kept busy with them; what they are is the server's to see. Pure. */
export function checkPhotos(files: readonly Pick<File, 'name' | 'size'>[], present: number): PhotoGap | null {
  const room = Math.max(maxIncidentPhotos - present, 0)
  if (files.length > room) return { kind: 'too-many', room }
  const large = files.find(({ size }) => size > maxPhotoBytes)
  return large ? { kind: 'too-large', name: large.name } : null
}

/** The pictures among what was dropped or pasted. Pure. */
export const listPictures = (transfer: Pick<DataTransfer, 'files'> | null): File[] =>
  [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
