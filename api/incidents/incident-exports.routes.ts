import { type Context, Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AccessEnv } from '#api/access/access-env.ts'
import { jsonAnswer } from '#api/http/json-answer.ts'
import { geoJsonResponse } from '#api/http/list.ts'
import { requestLanguage } from '#api/http/problem.ts'
import { validate } from '#api/http/validate.ts'
import { workbookType } from '#api/sheets/write-workbook.ts'
import {
  entriesSaved,
  entriesSavedQuery,
  exportQuery,
  systemExportQuery,
  systemParams,
  systemPreview,
} from './incident-exports.contract.ts'
import type { IncidentExportsService, SheetFormat } from './incident-exports.service.ts'
import type { IncidentsService } from './incidents.service.ts'

const tags = ['incidents']
const mediaTypes: Record<SheetFormat, string> = { csv: 'text/csv; charset=utf-8', xlsx: workbookType }
const file = { schema: { type: 'string', format: 'binary' } } as const
const sheets = { 'text/csv': file, [workbookType]: file }
const problems = {
  404: { description: 'No such system (not_found), or no such area (area_not_found)' },
  422: { description: 'More than 20,000 matches (too_many_features)' },
}

/** The day in China, for the name of a file. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')

const sendSheet = (c: Context, bytes: Uint8Array<ArrayBuffer>, format: SheetFormat, name: string) =>
  c.body(bytes, 200, {
    'Content-Type': mediaTypes[format],
    'Content-Disposition': `attachment; filename="${name}-${today()}.${format}"`,
    Vary: 'Accept-Language',
  })

/** Incidents as files; under `/api/incidents`, before the routes that read them by id. */
export const incidentExportsRoutes = (
  exports: IncidentExportsService,
  incidents: Pick<IncidentsService, 'listFeatures'>,
) =>
  new Hono<AccessEnv>()
    .get(
      '/export',
      describeRoute({
        tags,
        summary: '导出事件（CSV、XLSX、GeoJSON）/ incidents of a filter as a file',
        description:
          '筛选条件同列表，至多 20,000 条；表头与用词按 Accept-Language。不含当事人姓名电话。/ The filter is that of the list. Nobody’s name or phone is in it.',
        responses: {
          200: {
            description: 'A file',
            content: { ...sheets, 'application/geo+json': { schema: { type: 'object' } } },
          },
          ...problems,
        },
      }),
      validate('query', exportQuery),
      async (c) => {
        const { format, ...query } = c.req.valid('query')
        const scope = c.get('scope')
        // `never`: the typed client asks for JSON only.
        if (format === 'geojson') {
          const response = await geoJsonResponse(c, await incidents.listFeatures(scope, { ...query, limit: 1 }))
          response.headers.set('Content-Disposition', `attachment; filename="incidents-${today()}.geojson"`)
          return response as never
        }
        const bytes = await exports.write(scope, query, format, requestLanguage(c))
        return sendSheet(c, bytes, format, 'incidents') as never
      },
    )
    .get(
      '/export/:system',
      describeRoute({
        tags,
        summary: '按外部系统导出，带对方编码 / for another system, with its codes',
        description:
          '一次登记、多处使用：有对方编码的事件记为已导出到该系统；尚无编码的列在表中并注明。format=json 只预览，不记录。/ What has a code there counts as exported; what has none yet is listed and says so.',
        responses: {
          200: {
            description: 'A file, or with format=json what it would hold',
            content: { ...sheets, 'application/json': { schema: resolver(systemPreview) } },
          },
          ...problems,
        },
      }),
      validate('param', systemParams),
      validate('query', systemExportQuery),
      async (c) => {
        const { format, ...query } = c.req.valid('query')
        const { system } = c.req.valid('param')
        const scope = c.get('scope')
        if (format === 'json') return c.json(await exports.preview(scope, system, query), 200)
        const bytes = await exports.writeFor(scope, system, query, format, requestLanguage(c))
        return sendSheet(c, bytes, format, `incidents-${system}`) as never
      },
    )
    .get(
      '/entries-saved',
      describeRoute({
        tags,
        summary: '一次登记省去的重复录入 / entries that did not have to be made a second time',
        responses: { 200: jsonAnswer('计数 / the count', entriesSaved) },
      }),
      validate('query', entriesSavedQuery),
      async (c) => c.json(await exports.entriesSaved(c.get('scope'), c.req.valid('query').days), 200),
    )
