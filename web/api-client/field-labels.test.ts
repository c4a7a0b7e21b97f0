import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { incidentsFilter } from '#api/operations/incidents/incidents.contract.ts'
import { intakeFileFields } from '#api/operations/intake/intake-files.contract.ts'
import { referenceBodies } from '#api/operations/reference/reference.contract.ts'
import { accessText } from '#web/features/access/access.text.ts'
import { administrationText } from '#web/features/administration/administration.text.ts'
import { referenceText } from '#web/features/administration/reference.text.ts'
import { emergencyText } from '#web/features/emergency/emergency.text.ts'
import { detailsText } from '#web/features/incidents/fields/details.text.ts'
import { fieldLabels, labelField } from './field-labels.ts'

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

/** Every body that a contract has, by its name. */
const contracts = import.meta.glob<Record<string, unknown>>('../../api/**/*.contract.ts', { eager: true })
const ofContracts = Object.values(contracts).flatMap((contract) =>
  Object.entries(contract).flatMap(([name, schema]) =>
    /Body$/.test(name) && schema instanceof z.ZodType ? [[name, schema] as const] : [],
  ),
)

const bodies: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(ofContracts),
  files: intakeFileFields.extend({ files: z.unknown() }),
  ...referenceBodies,
}

/** What the form of a body calls its fields itself. */
const ownLabels: Readonly<Record<string, Readonly<Record<string, { zh: string; en: string }>>>> = {
  affectedBody: { center: emergencyText.center, radiusMeters: emergencyText.radius },
  calendar: { days: referenceText.list.calendar },
  changePasswordBody: { current: accessText.currentPassword, next: accessText.newPassword },
  createKeyBody: { days: administrationText.days },
  pairWallBody: { code: administrationText.code },
  removeSecondFactorBody: { code: accessText.codeOrBackup },
  secondFactorBody: { code: accessText.code },
}

/** What of a body no form has: the list's filter is chosen, and not typed; numbers of an area's corners are drawn. */
const isInNoForm = (body: string, path: string): boolean =>
  (/^(exportBody|systemExportBody)$/.test(body) && path in incidentsFilter.shape) ||
  (body === 'affectedBody' && /^(area|center)\./.test(path))

/** What is part of a line of a reference list is called as the line's field is. */
const isInLine = (path: string): boolean =>
  /^(items\.\*\.(terms|reportIn|done|codes|departments)|hours|years|days)\./.test(path)

describe('what the fields of a body are called', () => {
  it.each(Object.entries(bodies))('is known of every one of: %s', (name, body) => {
    const paths = listPaths(body).filter((path) => !isInNoForm(name, path))
    expect(paths.length).toBeGreaterThan(0)
    const own = ownLabels[name] ?? {}
    expect(paths.filter((path) => !(path in own) && !(path in fieldLabels) && !isInLine(path))).toEqual([])
    for (const language of ['zh', 'en'] as const) {
      const labels = Object.fromEntries(Object.entries(own).map(([field, label]) => [field, label[language]]))
      for (const path of paths) expect(labelField(path.replaceAll('*', '0'), language, labels)).toBeTruthy()
    }
  })

  it('is looked at of the bodies of all contracts', () => {
    expect(Object.keys(bodies)).toEqual(expect.arrayContaining(['affectedBody', 'changePasswordBody', 'noteBody']))
  })

  it('is not what another form calls a field of the same name', () => {
    for (const path of ['code', 'days'])
      expect([labelField(path, 'zh'), labelField(path, 'en')]).toEqual([undefined, undefined])
    expect(labelField('code', 'zh', { code: '备用码' })).toBe('备用码')
    expect(labelField('days.2.date', 'zh')).toBe('日期（第 3 项）')
  })

  it('is what the form says above it', () => {
    for (const [name, label] of Object.entries(detailsText.field)) expect(fieldLabels[`details.${name}`]).toEqual(label)
  })

  it('says the place in a list, and of what nobody has named what it is part of', () => {
    expect(labelField('items.2.zh', 'zh')).toBe('中文名称（第 3 项）')
    expect(labelField('items.2.terms.village', 'en')).toBe('Time limit (item 3)')
    expect(labelField('body.items.0.type', 'zh')).toBe('类型（第 1 项）')
    expect(labelField('location.height', 'zh')).toBe('事发地点')
    expect([labelField('', 'zh'), labelField('colour', 'zh')]).toEqual([undefined, undefined])
    expect(labelField('name', 'zh', { name: '姓名' })).toBe('姓名')
  })
})
