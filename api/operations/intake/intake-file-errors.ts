import { ApiError, invalidField, type Language } from '#api/platform/http/problem.ts'
import type { UploadWords } from '#api/platform/uploads/receive-upload.ts'
import { type FileField, fileFields, type IntakeFinding, maxIntakeBytes } from './intake-files.contract.ts'

const mostMb = maxIntakeBytes / 2 ** 20

export const fileUploadWords: UploadWords = {
  tooLarge: {
    zh: `文件超过 ${mostMb} MB，请分几个文件导入。`,
    en: `The file is larger than ${mostMb} MB; import it in several files.`,
  },
  tooSlow: {
    zh: '文件传得太慢或中断了，没有登记任何内容；请检查网络后重新上传。',
    en: 'The file came too slowly or stopped coming, and nothing was taken in; check the network and send it again.',
  },
}
export const fileInterrupted = {
  code: 'interrupted',
  detail: {
    zh: '处理文件的服务进程中断了；请重新上传同一文件，已登记的不会重复。',
    en: 'The process that took in the file was interrupted; send the same file again, nothing is taken in twice.',
  },
}
export const fileWentWrong = {
  code: 'internal',
  detail: {
    zh: '处理中断；请重新上传同一文件，已登记的不会重复。仍不行时请告诉管理员。',
    en: 'It ended unexpectedly; send the same file again, nothing is taken in twice. If it stays, tell the administrator.',
  },
}
export const fileBusy = () =>
  new ApiError(409, 'import_busy', {
    zh: '另一个文件正在处理，请等它结束后再上传。',
    en: 'Another file is being taken in; send this one when that has ended.',
  })
export const fileEnded = () =>
  new ApiError(409, 'import_ended', {
    zh: '这个文件已经处理完，不能再取消；已登记的事件可以逐件撤销。',
    en: 'This file is done and can no longer be cancelled; the incidents it has become can be.',
  })
export const dryRunDiffers = () =>
  new ApiError(409, 'dry_run_differs', {
    zh: '文件、设置、参考数据或网格版次与检查时不同，没有登记任何内容；请重新检查。',
    en: 'The file, the settings, the lists or the edition are not those that were checked; nothing was taken in. Check again.',
  })
export const noSuchFile = () =>
  new ApiError(404, 'not_found', { zh: '没有这次导入，请核对编号。', en: 'There is no such import; check its id.' })
export const noSuchSystem = () =>
  invalidField('system', { zh: '参考数据里没有这个系统。', en: 'The reference lists have no such system.' })
export const mapUnreadable = () =>
  invalidField('map', {
    zh: `应为 JSON 对象，字段对应列名，如 {"title":"诉求标题"}；可用的字段：${fileFields.join('、')}。`,
    en: `A JSON object, field to column, such as {"title":"Subject"}; the fields are: ${fileFields.join(', ')}.`,
  })
export const noSuchFileField = (field: string) =>
  invalidField('map', {
    zh: `没有“${field}”这个字段，可用的字段：${fileFields.join('、')}。`,
    en: `There is no field “${field}”; the fields are: ${fileFields.join(', ')}.`,
  })

export const reportWords: Record<
  Language,
  {
    header: string[]
    placed: string
    outcomes: Record<IntakeFinding['outcome'], string>
    fields: Record<FileField, string>
  }
> = {
  zh: {
    header: ['行号', '结果', '字段', '原因'],
    placed: '按地址定位',
    outcomes: { refused: '未登记', there: '已存在', elsewhere: '不归受理' },
    fields: {
      number: '事件编号',
      externalId: '外部编号',
      title: '标题',
      description: '描述',
      kind: '类别',
      type: '类型',
      severity: '等级',
      gridCode: '网格编码',
      lng: '经度',
      lat: '纬度',
      address: '地址',
      foundAt: '时间',
      callerName: '来电人',
      callerPhone: '电话',
      isNotEmergency: '非紧急',
    },
  },
  en: {
    header: ['Row', 'Result', 'Field', 'Reason'],
    placed: 'placed by address',
    outcomes: { refused: 'not taken in', there: 'already there', elsewhere: 'belongs elsewhere' },
    fields: {
      number: 'incident number',
      externalId: 'external number',
      title: 'title',
      description: 'description',
      kind: 'kind',
      type: 'type',
      severity: 'severity',
      gridCode: 'grid code',
      lng: 'longitude',
      lat: 'latitude',
      address: 'address',
      foundAt: 'time',
      callerName: 'caller',
      callerPhone: 'phone',
      isNotEmergency: 'not an emergency',
    },
  },
}
