import { z } from 'zod'
import { paragraphSchema } from './incident-work.contract.ts'
import { incidentParams } from './incidents.contract.ts'

export const maxIncidentPhotos = 6
export const maxPhotoBytes = 15 * 2 ** 20
/** What is taken, by its content. */
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const

export const photoParams = incidentParams.extend({
  photoId: z.guid('应为照片编号 (UUID) / the id of a photo is a UUID'),
})
export const photoQuery = z.object({ size: z.enum(['full', 'thumbnail']).default('full') })
export type PhotoSize = z.infer<typeof photoQuery>['size']

/** `DELETE …/photos/:photoId`. */
export const removePhotoBody = z.strictObject({ reason: paragraphSchema(1000).min(1, '请写明原因 / say why') })
export type RemovePhotoBody = z.infer<typeof removePhotoBody>
