import type { Dictionary } from '#web/lib/define-text.ts'

export const photosText = {
  title: { zh: '照片', en: 'Photos' },
  count: {
    zh: (count: number, most: number) => `${count} / ${most}`,
    en: (count: number, most: number) => `${count} / ${most}`,
  },
  add: { zh: '添加照片', en: 'Add photos' },
  take: { zh: '拍照', en: 'Take one' },
  hint: {
    zh: '也可拖入或粘贴。JPEG、PNG、WebP，每张 15 MB 以内；拍摄地点等信息会去除。',
    en: 'Or drop or paste them. JPEG, PNG, WebP, 15 MB each at most; the place and the like are taken out.',
  },
  drop: { zh: '松开即添加', en: 'Drop to add' },
  none: { zh: '还没有照片。', en: 'There are no photos yet.' },
  full: {
    zh: (most: number) => `已有 ${most} 张，不能再添加。`,
    en: (most: number) => `There are ${most} already, and no more are taken.`,
  },
  tooMany: {
    zh: (room: number) => `还能添加 ${room} 张，请少选几张。`,
    en: (room: number) => `There is room for ${room} more; choose fewer.`,
  },
  tooLarge: { zh: (name: string) => `${name} 超过 15 MB。`, en: (name: string) => `${name} is above 15 MB.` },
  sending: {
    zh: (done: number, total: number) => `正在上传 ${done} / ${total}`,
    en: (done: number, total: number) => `Sending ${done} of ${total}`,
  },
  notSent: {
    zh: (count: number) => `${count} 张没有上传：`,
    en: (count: number) => `${count} not sent: `,
  },
  retry: { zh: '重试', en: 'Try again' },
  giveUp: { zh: '不再上传', en: 'Leave out' },
  open: { zh: (place: number) => `查看第 ${place} 张照片`, en: (place: number) => `Look at photo ${place}` },
  photoOf: {
    zh: (place: number, total: number) => `照片 ${place} / ${total}`,
    en: (place: number, total: number) => `Photo ${place} of ${total}`,
  },
  previous: { zh: '上一张', en: 'Previous' },
  next: { zh: '下一张', en: 'Next' },
  gone: { zh: '照片打不开，可能已被移除。', en: 'The photo does not open; it may have been removed.' },
  remove: { zh: '移除', en: 'Remove' },
  removeReason: { zh: '为什么移除（记入办理记录）', en: 'Why (it stays on the timeline)' },
  removeNow: { zh: '移除照片', en: 'Remove the photo' },
  keep: { zh: '取消', en: 'Keep it' },
  lineAdded: {
    zh: (count: number) => `添加 ${count} 张照片`,
    en: (count: number) => (count === 1 ? 'A photo was added' : `${count} photos were added`),
  },
  lineRemoved: { zh: '移除照片', en: 'A photo was removed' },
  leaveOut: { zh: (name: string) => `不要 ${name}`, en: (name: string) => `Leave out ${name}` },
} satisfies Dictionary
