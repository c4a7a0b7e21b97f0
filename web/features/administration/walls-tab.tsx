import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { pairingAlphabet, pairingCodeLength, type WallItem, wallScenes } from '#api/people/walls/walls.contract.ts'
import { pairWall, revokeWall } from '#web/api-client/administration-calls.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import styles from './administration.module.css'
import { wallsQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { AreaPicker } from './area-picker.tsx'
import { FormDialog } from './form-dialog.tsx'
import { NameField } from './name-field.tsx'
import { type TokenCard, TokenList } from './token-list.tsx'

/** Screens of the command centre: which are paired, when they were last seen, and one more. */
export function WallsTab() {
  const text = useText(administrationText)
  const language = useLanguage()
  const nowMs = useNow()
  const areas = usePermission('walls.write')
  const queryClient = useQueryClient()
  const [isAll, setIsAll] = useState(false)
  const [isPairing, setIsPairing] = useState(false)
  const [pairedName, setPairedName] = useState<string | null>(null)
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['walls'] })
  const describe = (wall: WallItem): TokenCard => ({
    name: wall.name,
    isValid: wall.state === 'valid',
    state: text.wallState[wall.state],
    line: `${text.scenes[wall.scene]} · ${wall.areaName}`,
    facts: [
      {
        label: text.lastSeen,
        value: wall.lastSeenAt ? formatRelative(wall.lastSeenAt, nowMs, language) : text.notSeenYet,
      },
      wall.revokedAt
        ? {
            label: text.wallState.revoked,
            value: text.by(wall.revokedBy ?? '', formatDateTime(wall.revokedAt, language)),
          }
        : { label: text.pairedBy, value: text.by(wall.pairedBy, formatDateTime(wall.pairedAt, language)) },
    ],
    revoke:
      wall.state === 'valid' && isWithin(areas, wall.area)
        ? {
            title: text.revokeWall,
            sentence: text.revokeWallSure(wall.name),
            onConfirm: async () => {
              await revokeWall(wall.id)
              setPairedName(null)
              await refresh()
            },
          }
        : null,
  })
  return (
    <div className={styles.sheet}>
      <TokenList
        intro={text.wallsIntro}
        query={useQuery(wallsQuery(isAll))}
        isAll={isAll}
        onShowAll={setIsAll}
        add={areas && { label: text.pairWall, onAdd: () => setIsPairing(true) }}
        empty={{ icon: 'wall', text: text.noWalls }}
        status={
          <p role="status" className={styles.done}>
            {pairedName === null ? '' : text.paired(pairedName)}
          </p>
        }
        describe={describe}
      />
      {isPairing && (
        <PairWall
          areas={areas ?? []}
          onClose={() => setIsPairing(false)}
          onPaired={(name) => {
            setIsPairing(false)
            setPairedName(name)
            void refresh()
          }}
        />
      )}
    </div>
  )
}

const codePattern = new RegExp(`^[${pairingAlphabet}]{${pairingCodeLength}}$`)
const wallLevels = ['county', 'township', 'village'] as const

type PairWallProps = { areas: readonly string[]; onPaired: (name: string) => void; onClose: () => void }

function PairWall({ areas, onPaired, onClose }: PairWallProps) {
  const text = useText(administrationText)
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [scene, setScene] = useState<(typeof wallScenes)[number]>('map')
  const [area, setArea] = useState<{ code: string; name: string } | null>(null)
  const typed = code.toUpperCase().replace(/[\s-]/g, '')
  const isWrong = typed.length >= pairingCodeLength && !codePattern.test(typed)
  return (
    <FormDialog
      title={text.pairWall}
      submitText={text.pair}
      labels={{ name: text.wallName, code: text.code }}
      gap={
        !codePattern.test(typed)
          ? { field: 'code', sentence: text.badCode }
          : name.trim() === ''
            ? { field: 'name', sentence: text.wallNameMissing }
            : area === null
              ? { field: 'area', sentence: text.areaMissing }
              : null
      }
      onClose={onClose}
      onSubmit={async () => {
        if (!area) return
        await pairWall({ code: typed, name: name.trim(), scene, area: area.code })
        onPaired(name.trim())
      }}
    >
      {(isFaulty) => (
        <>
          <div className={styles.pairing}>
            <Field label={text.code}>
              <input
                className={styles.pairingCode}
                value={code}
                maxLength={12}
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                aria-invalid={isWrong || isFaulty('code')}
                data-first-focus
                onChange={(event) => setCode(event.target.value.toUpperCase())}
              />
            </Field>
          </div>
          {isWrong && !isFaulty('code') && (
            <p className={styles.fault} role="alert">
              {text.badCode}
            </p>
          )}
          <NameField
            label={text.wallName}
            value={name}
            maxLength={60}
            placeholder={text.wallNameExample}
            isFaulty={isFaulty('name')}
            onChange={setName}
          />
          <Field label={text.scene}>
            <select
              value={scene}
              onChange={(event) => setScene(wallScenes.find((each) => each === event.target.value) ?? 'map')}
            >
              {wallScenes.map((each) => (
                <option key={each} value={each}>
                  {text.scenes[each]}
                </option>
              ))}
            </select>
          </Field>
          <AreaPicker roots={areas} levels={wallLevels} value={area} isFaulty={isFaulty('area')} onChange={setArea} />
        </>
      )}
    </FormDialog>
  )
}
