import { useState } from 'react'
import { type Unit, type UnitKind, unitKinds } from '#api/operations/units/units.contract.ts'
import type { Rung } from '#api/platform/access/access.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { problemCurrent } from '#web/api-client/problem.ts'
import { changeUnit, createUnit } from '#web/api-client/unit-calls.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { administrationText } from './administration.text.ts'
import { AreaPicker } from './area-picker.tsx'
import { SelectField } from './entry-fields.tsx'
import { FormDialog } from './form-dialog.tsx'
import { NameField } from './name-field.tsx'
import { unitsText } from './units.text.ts'

type UnitDialogProps = {
  /** Null: a new one. */
  unit: Unit | null
  /** Where whoever asks keeps units. */
  roots: readonly string[]
  onSaved: () => Promise<unknown>
  onClose: () => void
}

const unitLevels: readonly Rung[] = ['county', 'township', 'village']

/** What a unit is called, what it is and which area it is for. */
export function UnitDialog({ unit, roots, onSaved, onClose }: UnitDialogProps) {
  const text = useText(unitsText)
  const words = useText(administrationText)
  const shared = useText(sharedText)
  const [name, setName] = useState(unit?.name ?? '')
  const [kind, setKind] = useState<UnitKind>(unit?.kind ?? 'rescue')
  const [area, setArea] = useState(unit && { code: unit.areaCode, name: unit.areaName })
  // Of what was seen: of what somebody else has made of it once that was told.
  const [version, setVersion] = useState(unit?.version ?? 0)
  const highest = Math.min(...roots.map((code) => unitLevels.indexOf(levelOfCode(code) as Rung)))
  const submit = async () => {
    if (!area) return
    const body = { name: name.trim(), kind, areaCode: area.code }
    try {
      await (unit ? changeUnit(unit.id, { version, ...body }) : createUnit(body))
    } catch (error) {
      const current = problemCurrent(error) as Unit | undefined
      if (current) setVersion(current.version)
      throw error
    } finally {
      await onSaved()
    }
    onClose()
  }
  return (
    <FormDialog
      title={unit ? text.changeOf(unit.name) : text.add}
      submitText={words.save}
      gap={
        name.trim() === ''
          ? { field: 'name', sentence: text.nameMissing }
          : area === null
            ? { field: 'areaCode', sentence: text.areaMissing }
            : null
      }
      onSubmit={submit}
      labels={{ name: text.name }}
      onClose={onClose}
    >
      {(isFaulty) => (
        <>
          <NameField
            label={text.name}
            value={name}
            maxLength={40}
            placeholder={text.nameExample}
            isFirst
            isFaulty={isFaulty('name')}
            onChange={setName}
          />
          <SelectField
            label={text.kind}
            value={kind}
            options={unitKinds.map((each) => ({ value: each, text: shared.unitKind[each] }))}
            isFaulty={isFaulty('kind')}
            onChange={(next) => next && setKind(next)}
          />
          <AreaPicker
            roots={roots}
            levels={unitLevels.slice(highest)}
            value={area}
            isFaulty={isFaulty('areaCode')}
            onChange={setArea}
          />
        </>
      )}
    </FormDialog>
  )
}
