import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import type { Whistle } from './whistles.contract.ts'

export const noSuchWhistle = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这次吹哨，或不在您的范围内；请刷新列表。',
    en: 'There is no such whistle within your reach; refresh the list.',
  })

/** With the whistle as it is now. */
export const staleWhistle = (current: Whistle) =>
  new ApiError(
    409,
    'stale_version',
    {
      zh: '这次吹哨已有新的进展，请看过最新情况再操作。',
      en: 'Something has happened to this whistle meanwhile; look at how it stands, then go on.',
    },
    { current },
  )

const notPossible = (zh: string, en: string, current?: unknown) =>
  new ApiError(409, 'not_possible_now', { zh, en }, current === undefined ? {} : { current })

export const whistleEnded = (current: Whistle) =>
  notPossible('这次吹哨已结束，不能再变更。', 'This whistle has ended; nothing follows on it.', current)

export const stepTaken = (current: Whistle) =>
  notPossible(
    '这个部门已记录过这一步，请刷新查看。',
    'This step of the department is down already; look at the whistle again.',
    current,
  )

export const notReportedIn = (current: Whistle) =>
  notPossible('部门还没有报到，请先报到再办结。', 'The department has not reported in yet; that comes first.', current)

export const incidentEnded = () =>
  notPossible(
    '事件已经办结或退回，不能再吹哨；确有需要请先重新受理或上报。',
    'The incident has ended or was sent back; no department is called to it. Reopen it or send it in again first.',
  )

export const calledAlready = (names: { zh: string; en: string }) =>
  notPossible(
    `${names.zh}已被呼叫且尚未办结，不能重复吹哨。`,
    `Called already and not done yet: ${names.en}. A department is called once at a time.`,
  )

export const noSuchDepartment = (code: string) =>
  invalidField('departments', {
    zh: `没有部门“${code}”，或已停用；请从参考数据中选择。`,
    en: `There is no department ${code}, or it is retired; choose from the reference lists.`,
  })

export const noRunCard = () =>
  invalidField('departments', {
    zh: '这类事件没有调度卡，请选择要呼叫的部门。',
    en: 'There is no run card for this type; choose the departments to call.',
  })
