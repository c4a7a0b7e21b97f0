import type { EntriesSaved, SystemPreview } from '#api/operations/incidents/incident-exports.contract.ts'
import type { IntakeFileAnswer } from '#api/operations/intake/intake-files.contract.ts'
import { request, send, sendForm } from './client.ts'

type Query = Record<string, string | undefined>

type FileOptions = Pick<Parameters<typeof request>[1] & object, 'query' | 'body' | 'headers'>

/** A file as the server made it, with the name it gave it. */
async function fetchFile(path: string, options: FileOptions): Promise<{ blob: Blob; name: string }> {
  const response = await request(path, { ...options, accept: '*/*' })
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'incidents'
  return { blob: await response.blob(), name }
}

export const fetchIncidentExport = (query: Query) => fetchFile('/api/incidents/export', { query })
export const fetchChosenExport = (ids: readonly string[], format: 'csv' | 'xlsx') =>
  fetchFile('/api/incidents/export', { body: { ids, format } })
/** What has a code there counts as gone there by it, once for a key. */
export const sendSystemExport = (system: string, body: Query, key: string) =>
  fetchFile(`/api/incidents/export/${system}`, { body, headers: { 'Idempotency-Key': key } })

export async function fetchSystemPreview(system: string, query: Query, signal?: AbortSignal): Promise<SystemPreview> {
  const response = await request(`/api/incidents/export/${system}`, { query: { ...query, format: 'json' }, signal })
  return (await response.json()) as SystemPreview
}
export const fetchEntriesSaved = (days: number, signal?: AbortSignal) =>
  send<EntriesSaved>('GET', `/api/incidents/entries-saved?days=${days}`, { signal })

export const sendIntakeFile = (form: FormData) => sendForm<{ id: string }>('/api/intake/files', form)
export const fetchIntakeFile = (id: string, signal?: AbortSignal) =>
  send<IntakeFileAnswer>('GET', `/api/intake/files/${id}`, { signal })
export const fetchIntakeReport = (id: string) => fetchFile(`/api/intake/files/${id}/report`, {})
export const cancelIntakeFile = (id: string) => send('DELETE', `/api/intake/files/${id}`)
