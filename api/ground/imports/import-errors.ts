import { ApiError, type Sentence } from '#api/platform/http/problem.ts'
import type { UploadWords } from '#api/platform/uploads/receive-upload.ts'
import type { ImportSummary } from './imports.contract.ts'
import type { ImportEnd } from './imports.repo.ts'

export const interrupted: ImportEnd['problem'] = {
  code: 'interrupted',
  detail: {
    zh: '导入所在的服务进程中断了，原有数据没有改动；请重新导入。',
    en: 'The server process that ran the import was interrupted, and nothing was changed; import again.',
  },
}
export const tooSlow = (milliseconds: number): ImportEnd['problem'] => ({
  code: 'time_limit',
  detail: {
    zh: `导入超过 ${Math.round(milliseconds / 60_000)} 分钟仍未完成，已停止，原有数据没有改动；请分区域导入。`,
    en: `The import had not finished after ${Math.round(milliseconds / 60_000)} minutes and was stopped; nothing was changed. Import by area.`,
  },
})

/** What is said of an upload that is too large or too slow. */
export const uploadWords = (mostBytes: number): UploadWords => ({
  tooLarge: {
    zh: `上传的文件合计超过 ${Math.round(mostBytes / 2 ** 20)} MB，请分几次导入，或先去掉多余的顶点和字段。`,
    en: `The files are more than ${Math.round(mostBytes / 2 ** 20)} MB together; import them in parts, or drop surplus vertices and fields first.`,
  },
  tooSlow: {
    zh: '文件传得太慢或中断了，没有导入任何内容；请检查网络后重新上传。',
    en: 'The files came too slowly or stopped coming, and nothing was imported; check the network and send them again.',
  },
})

export const notFound = () =>
  new ApiError(404, 'not_found', { zh: '没有这次导入，请核对编号。', en: 'There is no such import; check its id.' })
export const beyondReach = () =>
  new ApiError(403, 'not_allowed', {
    zh: '这次导入会替换您管辖范围以外的网格；请用 area 指定您的乡镇。',
    en: 'This import would replace grids beyond your area; name your township with area.',
  })
/** `current`: left out where it is out of the reach of who is told. */
export const busy = (current: ImportSummary | undefined) =>
  new ApiError(
    409,
    'import_busy',
    {
      zh: current
        ? `另一次导入正在进行（编号 ${current.id}），请等它结束或先取消它。`
        : '另一次导入正在进行，请等它结束。',
      en: current
        ? `Another import is at work (${current.id}); wait until it has ended, or cancel it first.`
        : 'Another import is at work; wait until it has ended.',
    },
    { current: current && { id: current.id, state: current.state } },
  )
export const ended = (sentence: Sentence) => new ApiError(409, 'import_ended', sentence)
export const cancelledWhileUploading = () =>
  ended({ zh: '上传途中，这次导入被取消了。', en: 'This import was cancelled while its files were being sent.' })
