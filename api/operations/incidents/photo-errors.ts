import { ApiError, invalidField, type Sentence } from '#api/platform/http/problem.ts'
import type { UploadWords } from '#api/platform/uploads/receive-upload.ts'
import { maxIncidentPhotos, maxPhotoBytes } from './incident-photos.contract.ts'

const mostMb = maxPhotoBytes / 2 ** 20

export const photoDiskFull = (cause?: unknown) =>
  new ApiError(
    507,
    'disk_full',
    {
      zh: '存放照片的磁盘已满，没有保存；请腾出空间后重试。',
      en: 'The disk of the photos is full; nothing was saved. Free some space and try again.',
    },
    { cause },
  )

export const photoUploadWords: UploadWords = {
  tooLarge: {
    zh: `每张照片不超过 ${mostMb} MB，请缩小后再上传。`,
    en: `A photo may be ${mostMb} MB at most; make it smaller, then send it again.`,
  },
  tooSlow: {
    zh: '照片传得太慢或中断了，没有保存；请检查网络后重新上传。',
    en: 'The photos came too slowly or stopped coming, and none was saved; check the network and send them again.',
  },
  toDiskFull: photoDiskFull,
}

/** Why something that was sent is no photo we keep. */
export type PhotoFault = 'no_picture' | 'heic' | 'too_many_pixels' | 'damaged'
const faultWords: Record<PhotoFault, Sentence> = {
  no_picture: {
    zh: '不是 JPEG、PNG 或 WebP 图片（以内容为准，不看文件名）。',
    en: 'is no JPEG, PNG or WebP picture (its content counts, not its name).',
  },
  heic: {
    zh: '是 HEIC 格式，无法读取；请在手机的相机设置里改为“兼容性最佳”（JPEG），或先转换为 JPEG。',
    en: 'is HEIC, which cannot be read here; set the camera to "most compatible" (JPEG), or convert it to JPEG first.',
  },
  too_many_pixels: {
    zh: '像素太多，请缩小尺寸后再上传。',
    en: 'has too many pixels; make it smaller, then send it again.',
  },
  damaged: { zh: '已损坏或不完整，请重新拍摄或重新选择。', en: 'is damaged or cut short; take or choose it again.' },
}

/** A picture that is not taken, without its name. */
export class PhotoRefused extends Error {
  readonly fault: PhotoFault
  constructor(fault: PhotoFault, cause?: unknown) {
    super(fault, { cause })
    this.fault = fault
  }
}

export function photoRefused(name: string, { fault }: PhotoRefused): ApiError {
  const { zh, en } = faultWords[fault]
  return invalidField('files', { zh: `${name} ${zh}`, en: `${name} ${en}` })
}

export const tooManyPhotos = (present: number) =>
  invalidField('files', {
    zh: `一个事件最多 ${maxIncidentPhotos} 张照片，现有 ${present} 张；请少选几张，或先移除旧的。`,
    en: `An incident has ${maxIncidentPhotos} photos at most, and has ${present} now; choose fewer, or remove one first.`,
  })

export const noSuchPhoto = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这张照片，可能已被移除；请刷新。',
    en: 'There is no such photo; it may have been removed. Refresh.',
  })

export const photoFileGone = () =>
  new ApiError(404, 'not_found', {
    zh: '照片的文件不在了；请管理员检查照片目录（ONEGRID_PHOTOS），或从备份恢复。',
    en: "The photo's file is gone; have the administrator check the folder of the photos (ONEGRID_PHOTOS), or restore a backup.",
  })
