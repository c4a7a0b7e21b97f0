import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { isNotModified, tagOf } from '#api/platform/http/conditional.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import {
  maxIncidentPhotos,
  maxPhotoBytes,
  photoParams,
  photoQuery,
  removePhotoBody,
} from './incident-photos.contract.ts'
import type { IncidentPhotosService } from './incident-photos.service.ts'
import { idempotencyHeaders } from './incident-work.contract.ts'
import { incidentDetail, incidentParams } from './incidents.contract.ts'

const tags = ['incidents']
const mostMb = maxPhotoBytes / 2 ** 20
const detailAnswer = jsonAnswer('事件 / the incident', incidentDetail)
const uploadSchema = {
  type: 'object',
  required: ['files'],
  properties: {
    files: {
      type: 'array',
      maxItems: maxIncidentPhotos,
      items: { type: 'string', format: 'binary' },
      description: `JPEG、PNG 或 WebP，每张不超过 ${mostMb} MB / JPEG, PNG or WebP, each at most ${mostMb} MB`,
    },
  },
} as const
/** 22 characters, as other ETags. */
const tagFrom = (sha256: string) => Buffer.from(sha256, 'hex').toString('base64url').slice(0, 22)

/** Photos of incidents; under `/api/incidents`. */
export const incidentPhotosRoutes = (photos: IncidentPhotosService) =>
  new Hono<AccessEnv>()
    .post(
      '/:id/photos',
      describeRoute({
        tags,
        summary: '添加照片 / add photos',
        description:
          `每个事件最多 ${maxIncidentPhotos} 张。照片会重新编码：去除拍摄地点、设备等全部元数据，缩小到 2048 像素以内；要么全部保存，要么都不保存。` +
          `At most ${maxIncidentPhotos} an incident. Each is encoded anew: without place, device and all other metadata, within 2048 pixels. All are kept, or none.`,
        requestBody: { required: true, content: { 'multipart/form-data': { schema: uploadSchema as never } } },
        responses: {
          201: detailAnswer,
          400: {
            description:
              'Too many, no picture that is taken, a damaged one, or an upload that is cut off (invalid_input)',
          },
          404: { description: 'No such incident (not_found)' },
          408: { description: 'Photos that come too slowly, or no more (too_slow)' },
          409: { description: 'The key stood for another request (idempotency_conflict)' },
          413: { description: `One above ${mostMb} MB (too_large)` },
          415: { description: 'Not multipart/form-data (unsupported_media_type)' },
          507: { description: 'The disk is full (disk_full)' },
        },
      }),
      validate('param', incidentParams),
      validate('header', idempotencyHeaders),
      async (c) => {
        const incident = await photos.add(c.get('scope'), c.req.valid('param').id, {
          contentType: c.req.header('content-type'),
          body: c.req.raw.body,
          key: c.req.valid('header')['idempotency-key'],
        })
        return c.json(incident, 201)
      },
    )
    .get(
      '/:id/photos/:photoId',
      describeRoute({
        tags,
        summary: '照片 / a photo, or its thumbnail with `?size=thumbnail`',
        responses: {
          200: {
            description: 'JPEG',
            content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } as never } },
          },
          304: { description: '没有变化 / the caller has it' },
          404: { description: 'No such photo (not_found)' },
        },
      }),
      validate('param', photoParams),
      validate('query', photoQuery),
      async (c) => {
        const { id, photoId } = c.req.valid('param')
        const { bytes, sha256, fileName } = await photos.read(c.get('scope'), id, photoId, c.req.valid('query').size)
        const tag = tagFrom(sha256)
        const headers = {
          'Content-Type': 'image/jpeg',
          // Asked for each time: it may have been removed, or somebody else may sit at the browser.
          'Cache-Control': 'private, no-cache',
          ETag: tagOf(tag, 'identity'),
          'Content-Disposition': `inline; filename="${fileName}"`,
        }
        if (isNotModified(c.req.header('if-none-match'), tag)) return c.body(null, 304, headers)
        return c.body(bytes as Uint8Array<ArrayBuffer>, 200, headers)
      },
    )
    .delete(
      '/:id/photos/:photoId',
      describeRoute({
        tags,
        summary: '移除照片 / remove a photo, with a reason that stays on the timeline',
        responses: {
          200: detailAnswer,
          400: { description: 'There is no reason (invalid_input)' },
          403: { description: 'Held by a rung above (held_above)' },
          404: { description: 'No such photo (not_found)' },
        },
      }),
      requireJson,
      validate('param', photoParams),
      validate('json', removePhotoBody),
      async (c) => {
        const { id, photoId } = c.req.valid('param')
        return c.json(await photos.remove(c.get('scope'), id, photoId, c.req.valid('json')), 200)
      },
    )
