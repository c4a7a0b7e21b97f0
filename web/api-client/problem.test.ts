import { describe, expect, it } from 'vitest'
import { describeError, type FieldError, isFieldFaulty, ProblemError } from './problem.ts'

const problem = (detail: string, errors: FieldError[]) =>
  new ProblemError({
    ...{ type: '/problems/invalid_input', title: '', status: 400, code: 'invalid_input', requestId: 'r' },
    ...{ detail, errors },
  })

describe('a wrong field', () => {
  it('is named as the form names it, not as programs do', () => {
    const one = problem('details.peopleExposed：不能小于 0', [{ path: 'details.peopleExposed', message: '不能小于 0' }])
    expect(describeError(one, 'zh')).toBe('受威胁人数：不能小于 0。')
    const english = problem('title: must not be empty', [{ path: 'title', message: 'must not be empty' }])
    expect(describeError(english, 'en')).toBe('Title: must not be empty.')
    expect(describeError(english, 'en', { title: 'Heading' })).toBe('Heading: must not be empty.')
  })

  it('is named beside the others, and of many no more than anybody reads', () => {
    const message = '必须填写'
    const two = problem('请按提示修改。', [
      { path: 'title', message },
      { path: 'assignee.unitId', message },
    ])
    expect(describeError(two, 'zh')).toBe('标题：必须填写；派给的队伍：必须填写。')
    const many = Array.from({ length: 9 }, (_, at) => ({ path: `items.${at}.zh`, message }))
    expect(describeError(problem('请按提示修改。', many), 'zh')).toMatch(/中文名称（第 6 项）：必须填写；另有 3 处。$/)
  })

  it('needs no name where the sentence was written for it, or where there is none', () => {
    const written = problem('请写明原因。', [{ path: 'reason', message: '请写明原因。' }])
    expect(describeError(written, 'zh')).toBe('请写明原因。')
    const whole = problem('没有这个字段：colour', [{ path: '', message: '没有这个字段：colour' }])
    expect(describeError(whole, 'zh')).toBe('没有这个字段：colour')
    const unknown = problem('colour：不能为空', [{ path: 'colour', message: '不能为空' }])
    expect(describeError(unknown, 'zh')).toBe('不能为空。')
  })

  it('is marked in the form, and so is what it is part of; another of nearly the same name is not', () => {
    const error = problem('', [
      { path: 'location.lng', message: '' },
      { path: 'typeCode', message: '' },
    ])
    expect(['location', 'location.lng', 'type'].map((field) => isFieldFaulty(error, field))).toEqual([
      true,
      true,
      false,
    ])
  })
})
