import { maxSnapMeters } from '#api/ground/editions/editions.contract.ts'
import { maxImportBytes, maxImportFiles } from '#api/ground/imports/imports.contract.ts'

export type ImportChoices = { files: readonly File[]; area: string | null; crs: string; snap: string; map: string }

export type FormFault = 'tooManyFiles' | 'tooLarge' | 'badSnap'

/** What must be mended before anything is sent. Pure. */
export function findFormFault({ files, snap }: Pick<ImportChoices, 'files' | 'snap'>): FormFault | null {
  if (files.length > maxImportFiles) return 'tooManyFiles'
  if (files.reduce((sum, file) => sum + file.size, 0) > maxImportBytes) return 'tooLarge'
  const meters = Number(snap.trim() || '0')
  if (!(meters >= 0 && meters <= maxSnapMeters)) return 'badSnap'
  return null
}

/** The form as the API takes it. */
export function toFormData({ files, area, crs, snap, map }: ImportChoices, isCheck: boolean): FormData {
  const form = new FormData()
  form.append('dryRun', String(isCheck))
  form.append('crs', crs)
  if (area !== null) form.append('area', area)
  if (Number(snap) > 0) form.append('snap', String(Math.round(Number(snap) * 1000) / 1000))
  if (map.trim() !== '') form.append('map', map.trim().replaceAll(/\s*[,，\n]\s*/g, ','))
  for (const file of files) form.append('files', file)
  return form
}
