import { z } from 'zod'
import { incidentKinds, incidentsFilter } from './incidents.contract.ts'

/** What the file is; one incident a row, at most as many as a list gives as GeoJSON. */
const formatSchema = z.enum(['csv', 'xlsx', 'geojson']).default('csv')
export const exportQuery = incidentsFilter.extend({ format: formatSchema })

/** As many as somebody can choose in a list at once. */
export const mostChosen = 5000
/** The filter as the body of a `POST`; `ids` are those that somebody chose among what it lets through. */
const chosenFilter = z.strictObject({
  ...incidentsFilter.shape,
  ids: z
    .array(z.guid('应为事件编号 (UUID) / the id of an incident is a UUID'))
    .min(1)
    .max(mostChosen, `一次至多 ${mostChosen} 件 / at most ${mostChosen} at once`)
    .optional(),
})
export const exportBody = chosenFilter.extend({ format: formatSchema })

export const systemParams = z.object({
  system: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, '应为系统编码 / the code of a system'),
})
/** What would go there: nothing counts as exported by looking at it. `json`: how much, without making the file. */
export const systemExportQuery = incidentsFilter.extend({ format: z.enum(['csv', 'xlsx', 'json']).default('csv') })
/** What goes there, and counts as gone. */
export const systemExportBody = chosenFilter.extend({ format: z.enum(['csv', 'xlsx']).default('csv') })

const typeCount = z.object({
  kind: z.enum(incidentKinds),
  type: z.string(),
  zh: z.string(),
  en: z.string(),
  count: z.number().int(),
})
export const systemPreview = z.object({
  system: z.object({ code: z.string(), zh: z.string(), en: z.string(), isExample: z.boolean() }),
  /** All that match, and how many of them have a code there. */
  total: z.number().int(),
  coded: z.number().int(),
  /** What the other system has no code for yet, most first. */
  withoutCode: z.array(typeCount),
  partial: z.boolean(),
})
export type SystemPreview = z.infer<typeof systemPreview>

export const entriesSavedQuery = z.object({ days: z.coerce.number().int().min(1).max(3660).default(30) })
/** What was reported once and went to several systems did not have to be entered there again. */
export const entriesSaved = z.object({
  from: z.string(),
  entries: z.number().int(),
  incidents: z.number().int(),
  systems: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string(), entries: z.number().int() })),
  partial: z.boolean(),
})
export type EntriesSaved = z.infer<typeof entriesSaved>
