import { type Context, Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { geoJsonResponse } from '#api/platform/http/list.ts'
import { requestLanguage } from '#api/platform/http/problem.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { workbookType } from '#api/platform/sheets/write-workbook.ts'
import {
  entriesSaved,
  entriesSavedQuery,
  exportBody,
  exportQuery,
  systemExportBody,
  systemExportQuery,
  systemParams,
  systemPreview,
} from './incident-exports.contract.ts'
import type { IncidentExportsService, SheetFormat } from './incident-exports.service.ts'
import { idempotencyHeaders } from './incident-work.contract.ts'
import type { IncidentsService } from './incidents.service.ts'
import type { IncidentsFilterQuery } from './read-incident-filter.ts'

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
const wholeFile = {
  description: 'A file',
  content: { ...sheets, 'application/geo+json': { schema: { type: 'object' } } },
} as const

/** Incidents as files; under `/api/incidents`, before the routes that read them by id. */
export const incidentExportsRoutes = (
  exports: IncidentExportsService,
  incidents: Pick<IncidentsService, 'listFeatures'>,
) => {
  async function sendFile(
    c: Context<AccessEnv>,
    { format, ...query }: IncidentsFilterQuery & { format: SheetFormat | 'geojson' },
  ) {
    const scope = c.get('scope')
    if (format !== 'geojson')
      return sendSheet(
        c,
        await exports.write(scope, query, { format, language: requestLanguage(c) }),
        format,
        'incidents',
      )
    const response = await geoJsonResponse(c, await incidents.listFeatures(scope, { ...query, limit: 1 }))
    response.headers.set('Content-Disposition', `attachment; filename="incidents-${today()}.geojson"`)
    return response
  }
  // `never`: the typed client asks for JSON only.
  return new Hono<AccessEnv>()
    .get(
      '/export',
      describeRoute({
        tags,
        summary: '导出事件（CSV、XLSX、GeoJSON）/ incidents of a filter as a file',
        description:
          '筛选条件同列表，至多 20,000 条；表头与用词按 Accept-Language。不含当事人姓名电话。/ The filter is that of the list. Nobody’s name or phone is in it.',
        responses: { 200: wholeFile, ...problems },
      }),
      validate('query', exportQuery),
      async (c) => (await sendFile(c, c.req.valid('query'))) as never,
    )
    .post(
      '/export',
      describeRoute({
        tags,
        summary: '导出选中的事件 / incidents that were chosen, as a file',
        description:
          '`ids` 为选中的事件，至多 5,000 件；筛选条件写在同一 JSON 里。记入审计。/ The filter of the list as JSON, and `ids` of what was chosen. Recorded as every export.',
        responses: { 200: wholeFile, ...problems },
      }),
      requireJson,
      validate('json', exportBody),
      async (c) => {
        const { format, ...query } = c.req.valid('json')
        c.set('exported', query)
        return (await sendFile(c, { ...query, format })) as never
      },
    )
    .get(
      '/export/:system',
      describeRoute({
        tags,
        summary: '预览给外部系统的文件，带对方编码 / what would go to another system, with its codes',
        description:
          '只看不记：不计入已导出。format=json 给出数量与尚无编码的类型。/ Looked at only: nothing counts as exported. Send it with POST.',
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
        const bytes = await exports.writeFor(scope, system, query, { format, language: requestLanguage(c) })
        return sendSheet(c, bytes, format, `incidents-${system}`) as never
      },
    )
    .post(
      '/export/:system',
      describeRoute({
        tags,
        summary: '导出给外部系统并计数 / for another system, and it counts as gone there',
        description:
          '一次登记、多处使用：有对方编码的事件记为已导出到该系统，与审计同一事务；尚无编码的列在表中并注明。带 Idempotency-Key 时重复提交不重复计数。/ What has a code there counts as exported, in one transaction with the audit; what has none yet is listed and says so. With an `Idempotency-Key` a request that is sent twice counts once.',
        responses: {
          200: { description: 'A file', content: sheets },
          ...problems,
          409: { description: 'The key stood for another request (idempotency_conflict)' },
        },
      }),
      requireJson,
      validate('param', systemParams),
      validate('header', idempotencyHeaders),
      validate('json', systemExportBody),
      async (c) => {
        const { format, ...query } = c.req.valid('json')
        const { system } = c.req.valid('param')
        const key = c.req.valid('header')['idempotency-key']
        const sheet = { format, language: requestLanguage(c), ...(key !== undefined && { key }) }
        const bytes = await exports.sendTo(c.get('scope'), system, query, sheet)
        c.set('exported', 'recorded')
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
}
