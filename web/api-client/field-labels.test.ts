import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeAccountBody, createAccountBody, grantBody, rolePoliciesBody } from '#api/accounts/accounts.contract.ts'
import { acknowledgeBody } from '#api/alarms/alarms.contract.ts'
import { signHandoverBody } from '#api/handovers/handovers.contract.ts'
import { exportBody } from '#api/incidents/incident-exports.contract.ts'
import {
  changeIncidentBody,
  climbBody,
  noteBody,
  reportIncidentBody,
  transitionBody,
} from '#api/incidents/incident-work.contract.ts'
import { intakeFileFields } from '#api/intake/intake-files.contract.ts'
import { createKeyBody } from '#api/keys/keys.contract.ts'
import { seenBody } from '#api/my-work/my-work.contract.ts'
import { referenceBodies } from '#api/reference/reference.contract.ts'
import { changeUnitBody, createUnitBody } from '#api/units/units.contract.ts'
import { pairWallBody } from '#api/walls/walls.contract.ts'
import {
  answerWhistleBody,
  callWhistleBody,
  cancelWhistleBody,
  closeWhistleBody,
} from '#api/whistles/whistles.contract.ts'
import { detailsText } from '#web/features/incidents/fields/details.text.ts'
import { fieldLabels, nameField } from './field-labels.ts'

/** Every path that an answer may name a field of a body by. */
function listPaths(schema: z.core.$ZodType, path = ''): string[] {
  const join = (part: string) => (path === '' ? part : `${path}.${part}`)
  const own = path === '' ? [] : [path]
  if (schema instanceof z.ZodObject)
    return [...own, ...Object.entries(schema.shape).flatMap(([name, part]) => listPaths(part as z.ZodType, join(name)))]
  if (schema instanceof z.ZodArray) return [...own, ...listPaths(schema.element, join('*'))]
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => listPaths(option, path))
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return listPaths(schema.unwrap(), path)
  if (schema instanceof z.ZodPipe) return [...listPaths(schema.in, path), ...listPaths(schema.out, path)]
  return own
}

const bodies: Readonly<Record<string, z.ZodType>> = {
  report: reportIncidentBody,
  change: changeIncidentBody,
  transition: transitionBody,
  climb: climbBody,
  note: noteBody,
  export: exportBody.pick({ ids: true, format: true }),
  'call a whistle': callWhistleBody,
  'answer a whistle': answerWhistleBody,
  'close a whistle': closeWhistleBody,
  'cancel a whistle': cancelWhistleBody,
  files: intakeFileFields.extend({ files: z.unknown() }),
  'make a unit': createUnitBody,
  'change a unit': changeUnitBody,
  'make an account': createAccountBody,
  'change an account': changeAccountBody,
  grant: grantBody,
  policies: rolePoliciesBody,
  key: createKeyBody,
  wall: pairWallBody,
  handover: signHandoverBody,
  alarm: acknowledgeBody,
  seen: seenBody,
  ...referenceBodies,
}

/** What is part of a line of a reference list is called as the line's field is. */
const isInLine = (path: string): boolean =>
  /^(items\.\*\.(terms|reportIn|done|codes|departments)|hours|years|days)\./.test(path)

describe('what the fields of a body are called', () => {
  it.each(Object.entries(bodies))('is known of every one of: %s', (_, body) => {
    const paths = listPaths(body)
    expect(paths.length).toBeGreaterThan(0)
    const unknown = paths.filter((path) => !(path in fieldLabels) && !isInLine(path))
    expect(unknown).toEqual([])
    for (const path of paths)
      for (const language of ['zh', 'en'] as const) expect(nameField(path.replaceAll('*', '0'), language)).toBeTruthy()
  })

  it('is what the form says above it', () => {
    for (const [name, label] of Object.entries(detailsText.field)) expect(fieldLabels[`details.${name}`]).toEqual(label)
  })

  it('says the place in a list, and of what nobody has named what it is part of', () => {
    expect(nameField('items.2.zh', 'zh')).toBe('中文名称（第 3 项）')
    expect(nameField('items.2.terms.village', 'en')).toBe('Time limit (item 3)')
    expect(nameField('body.items.0.type', 'zh')).toBe('类型（第 1 项）')
    expect(nameField('location.height', 'zh')).toBe('事发地点')
    expect([nameField('', 'zh'), nameField('colour', 'zh')]).toEqual([undefined, undefined])
    expect(nameField('name', 'zh', { name: '姓名' })).toBe('姓名')
  })
})
