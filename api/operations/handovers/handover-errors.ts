import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { longestShiftDays } from './handovers.contract.ts'

export const noSuchHandover = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这次交接，或不在您的范围内；请刷新列表。',
    en: 'There is no such handover within your reach; refresh the list.',
  })

export const beyondShiftArea = () =>
  new ApiError(403, 'not_allowed', {
    zh: '您不负责这个区域的值守，不能办理它的交接。',
    en: 'You are not on duty for this area, so its handover is not yours.',
  })

export const ownHandover = () =>
  new ApiError(409, 'not_possible_now', {
    zh: '这次交接由您签出，须由接班的人用自己的账号接收。',
    en: 'You signed this handover; whoever comes on duty takes it with an account of their own.',
  })

export const signedBefore = () =>
  new ApiError(409, 'not_possible_now', {
    zh: '这个班次已经签出过，请在历次交接中查看。',
    en: 'This very shift has been signed over already; see the handovers before.',
  })

export const takenAlready = (by: string) =>
  new ApiError(409, 'not_possible_now', {
    zh: `这次交接已由 ${by} 接收。`,
    en: `This handover was taken by ${by} already.`,
  })

export const wrongShift = (field: 'from' | 'to') =>
  field === 'to'
    ? invalidField('to', {
        zh: '班次的结束时间不能在将来。',
        en: 'A shift that is handed over does not end in the future.',
      })
    : invalidField('from', {
        zh: `班次应先开始后结束，且不超过 ${longestShiftDays} 天。`,
        en: `A shift begins before it ends, and is no longer than ${longestShiftDays} days.`,
      })
