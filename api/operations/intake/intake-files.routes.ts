import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requestLanguage } from '#api/platform/http/problem.ts'
import { checkInput, validate } from '#api/platform/http/validate.ts'
import { mapUnreadable, noSuchFileField } from './intake-file-errors.ts'
import {
  columnMap,
  fileFields,
  type IntakeFileSettings,
  intakeFileAnswer,
  intakeFileFields,
  intakeFileParams,
  intakeFileStarted,
  intakeFilesAnswer,
  maxIntakeBytes,
} from './intake-files.contract.ts'
import type { IntakeFilesService } from './intake-files.service.ts'

const tags = ['intake']
const mostMb = maxIntakeBytes / 2 ** 20
const uploadSchema = {
  type: 'object',
  required: ['files'],
  properties: {
    files: {
      type: 'array',
      maxItems: 1,
      items: { type: 'string', format: 'binary' },
      description: `CSV（UTF-8 或 GB18030）或 XLSX，不超过 ${mostMb} MB、50,000 行 / CSV or XLSX, at most ${mostMb} MB and 50,000 rows`,
    },
    map: {
      type: 'string',
      description: `JSON，字段对应列名，null 为不取；其余的列按表头识别 / JSON, field → column, null: none; the other columns are known by their names: ${fileFields.join(', ')}`,
    },
    dryRun: { type: 'string', enum: ['true', 'false'], description: '只检查，不登记 / check only' },
    crs: { type: 'string', enum: ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] },
    system: { type: 'string', description: '类型编码属于哪个系统 / whose codes the types are in' },
    source: {
      type: 'string',
      pattern: '^[A-Za-z0-9-]{1,40}$',
      description:
        '工单来自哪个系统，缺省为 system，再缺省为 12345；同一系统的编号只登记一次 / from which system the work orders are: by default `system`, else 12345; a number of a system is taken in once, from files and by the API',
    },
    tried: {
      type: 'string',
      format: 'uuid',
      description:
        '登记哪一次检查的结果：文件、设置、参考数据或版次不同时 409 / the dry run that is to be taken in; 409 where anything differs from it',
    },
    isNotEmergency: { type: 'string', enum: ['true', 'false'], description: '已核实均非紧急警情 / none is urgent' },
  },
} as const

function readSettings(fields: Record<string, string>): { settings: IntakeFileSettings; tried: string | undefined } {
  const { map: text, tried, ...settings } = checkInput(intakeFileFields, fields)
  if (text === undefined) return { settings: { ...settings, map: null }, tried }
  let map: unknown
  try {
    map = JSON.parse(text)
  } catch {
    throw mapUnreadable()
  }
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw mapUnreadable()
  const unknown = Object.keys(map).find((field) => !(fileFields as readonly string[]).includes(field))
  if (unknown !== undefined) throw noSuchFileField(unknown.slice(0, 40))
  const read = columnMap.safeParse(map)
  if (!read.success) throw mapUnreadable()
  return { settings: { ...settings, map: read.data }, tried }
}

/** `/api/intake/files`. */
export const intakeFilesRoutes = (files: IntakeFilesService) =>
  new Hono<AccessEnv>()
    .post(
      '/',
      describeRoute({
        tags,
        summary: '从表格导入事件 / incidents from a table',
        description:
          '先用 dryRun=true 检查。每行一件，短事务逐件登记；重传同一文件不会重复。/ Try it with dryRun=true first. One row, one incident, each in a short transaction; the same file again takes in nothing twice.',
        requestBody: { required: true, content: { 'multipart/form-data': { schema: uploadSchema as never } } },
        responses: {
          202: jsonAnswer('已收到，正在处理 / It is here and being read', intakeFileStarted),
          400: { description: 'A field, several files, or an upload that is cut off (invalid_input)' },
          408: { description: 'A file that comes too slowly, or no more (too_slow)' },
          409: {
            description: 'Another file is at work (import_busy), or not what the dry run looked at (dry_run_differs)',
          },
          413: { description: `Above ${mostMb} MB (too_large)` },
          415: { description: 'A body that is not multipart/form-data (unsupported_media_type)' },
        },
      }),
      async (c) => {
        const upload = { contentType: c.req.header('content-type'), body: c.req.raw.body, readSettings }
        const { id } = await files.start(c.get('scope'), upload)
        c.header('Location', `/api/intake/files/${id}`)
        return c.json({ id }, 202)
      },
    )
    .get(
      '/',
      describeRoute({
        tags,
        summary: '最近 20 次导入 / the last 20 files, newest first',
        description: '每个账号（密钥）保留最近 50 次。/ Of each account or key the last 50 are kept.',
        responses: { 200: jsonAnswer('Files', intakeFilesAnswer) },
      }),
      async (c) => c.json({ items: await files.list(c.get('scope')) }, 200),
    )
    .get(
      '/:id',
      describeRoute({
        tags,
        summary:
          '一次导入：进度、结果、按地址定位的行 / how far a file is, what was not taken in, and which rows were placed by address',
        responses: {
          200: jsonAnswer('The file', intakeFileAnswer),
          404: { description: 'No such file (not_found)' },
        },
      }),
      validate('param', intakeFileParams),
      async (c) => c.json(await files.find(c.get('scope'), c.req.valid('param').id), 200),
    )
    .get(
      '/:id/report',
      describeRoute({
        tags,
        summary:
          '未登记的行及原因、按地址定位的行（CSV）/ the rows that were not taken in, and why, and those placed by address',
        responses: {
          200: { description: 'CSV', content: { 'text/csv': { schema: { type: 'string' } } } },
          404: { description: 'No such file (not_found)' },
        },
      }),
      validate('param', intakeFileParams),
      async (c) => {
        const { csv, fileName } = await files.report(c.get('scope'), c.req.valid('param').id, requestLanguage(c))
        return c.body(csv, 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${fileName}"`,
        }) as never
      },
    )
    .delete(
      '/:id',
      describeRoute({
        tags,
        summary: '停止导入，已登记的保留 / stop; what was taken in stays',
        responses: {
          204: { description: '会尽快停止 / It will stop shortly' },
          404: { description: 'No such file (not_found)' },
          409: { description: 'It has ended (import_ended)' },
        },
      }),
      validate('param', intakeFileParams),
      async (c) => {
        await files.cancel(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
