import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { toFaultsGeoJson } from '#api/ground/editions/import/faults-geojson.ts'
import { parseFieldMap } from '#api/ground/editions/import/field-map.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { prefersType } from '#api/platform/http/list.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import { checkInput, validate } from '#api/platform/http/validate.ts'
import {
  type ImportSettings,
  importAnswer,
  importFields,
  importParams,
  importStarted,
  importsAnswer,
  maxImportBytes,
  maxImportFiles,
} from './imports.contract.ts'
import type { ImportsService } from './imports.service.ts'

const geoJson = 'application/geo+json'
const mostMb = maxImportBytes / 2 ** 20

const uploadSchema = {
  type: 'object',
  required: ['files'],
  properties: {
    files: {
      type: 'array',
      maxItems: maxImportFiles,
      items: { type: 'string', format: 'binary' },
      description: `GeoJSON 或 TopoJSON，合计不超过 ${mostMb} MB / GeoJSON or TopoJSON, at most ${mostMb} MB together`,
    },
    area: {
      type: 'string',
      description: '只替换这个编码之下的网格，默认全县 / replace only the grids under this code; default: the county',
    },
    map: {
      type: 'string',
      description: '字段对应：code=网格编码,name=名称 / our field = the field in the file, with commas',
    },
    snap: { type: 'string', description: '缝隙和重叠的容差，0–2 米 / metres within which borders are joined, 0–2' },
    crs: { type: 'string', enum: ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] },
    dryRun: { type: 'string', enum: ['true', 'false'], description: '只检查，不写入 / check only' },
  },
} as const

function readSettings(fields: Record<string, string>): ImportSettings {
  const { map: text, ...settings } = checkInput(importFields, fields)
  const parsed = text === null ? { map: null } : parseFieldMap(text)
  if ('map' in parsed) return { ...settings, map: parsed.map }
  throw invalidField('map', parsed.reason)
}

/** `/api/imports`. */
export const importsRoutes = (imports: ImportsService) =>
  new Hono<AccessEnv>()
    .post(
      '/',
      describeRoute({
        tags: ['imports'],
        summary: '上传并导入网格底图 / Upload files of grids and import them as a new edition',
        description:
          '一次只运行一个导入；结果用 GET /api/imports/{id} 查询。One import at a time. The answer comes as soon as the files are here; ask GET /api/imports/{id} how it stands. Nothing is written unless every file is without a fault.',
        requestBody: { required: true, content: { 'multipart/form-data': { schema: uploadSchema as never } } },
        responses: {
          202: jsonAnswer('已收到，正在导入 / It is here and being imported', importStarted),
          400: { description: 'A field, too many files, or an upload that is cut off (invalid_input)' },
          408: { description: 'Files that come too slowly, or no more (too_slow)' },
          409: { description: 'Another import is at work; `current` names it (import_busy)' },
          413: { description: `Above ${mostMb} MB together (too_large)` },
          415: { description: 'A body that is not multipart/form-data (unsupported_media_type)' },
        },
      }),
      async (c) => {
        const { id } = await imports.start(c.get('scope'), {
          contentType: c.req.header('content-type'),
          body: c.req.raw.body,
          readSettings,
        })
        c.header('Location', `/api/imports/${id}`)
        return c.json({ id }, 202)
      },
    )
    .get(
      '/',
      describeRoute({
        tags: ['imports'],
        summary: '最近 20 次导入，新的在前 / The last 20 imports, newest first',
        responses: {
          200: jsonAnswer('Imports', importsAnswer),
        },
      }),
      async (c) => c.json({ items: await imports.list(c.get('scope')) }, 200),
    )
    .get(
      '/:id',
      describeRoute({
        tags: ['imports'],
        summary: '一次导入：进度、结果、问题 / One import: how far it is, its result, its faults',
        description:
          'Of the faults, warnings and changes the first 1,000; the counts are of all. `causes` are the faults by what they come from, with what helps. `Accept: application/geo+json` gives the same as points and lines, to look at on a map.',
        responses: {
          200: {
            description: 'The import',
            content: {
              'application/json': { schema: resolver(importAnswer) },
              [geoJson]: { schema: { type: 'object', description: 'A FeatureCollection' } },
            },
          },
          404: { description: 'No such import (not_found)' },
        },
      }),
      validate('param', importParams),
      async (c) => {
        const found = await imports.find(c.get('scope'), c.req.valid('param').id)
        c.header('Vary', 'Accept')
        // `never`: the typed client asks for JSON only, and must not see the other answer in its types.
        if (prefersType(c, geoJson))
          return c.body(JSON.stringify(toFaultsGeoJson(found as Parameters<typeof toFaultsGeoJson>[0])), 200, {
            'Content-Type': geoJson,
          }) as never
        return c.json(found, 200)
      },
    )
    .delete(
      '/:id',
      describeRoute({
        tags: ['imports'],
        summary: '取消导入，撤回已写入的内容 / Cancel an import and take back what it has written',
        responses: {
          204: { description: '会尽快停止 / It will stop shortly' },
          404: { description: 'No such import (not_found)' },
          409: { description: 'It has ended (import_ended)' },
        },
      }),
      validate('param', importParams),
      async (c) => {
        await imports.cancel(c.get('scope'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
