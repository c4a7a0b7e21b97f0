import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { pairingAlphabet, pairingCodeLength, type WallItem, wallScenes } from '#api/walls/walls.contract.ts'
import { pairWall, revokeWall } from '#web/api-client/administration-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './administration.module.css'
import { wallsQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { AreaPicker } from './area-picker.tsx'
import { ConfirmDialog, type Question } from './confirm-dialog.tsx'
import { FormDialog } from './form-dialog.tsx'

/** Screens of the command centre: which are paired, when they were last seen, and one more. */
export function WallsTab() {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areas = usePermission('walls.write')
  const queryClient = useQueryClient()
  const [isAll, setIsAll] = useState(false)
  const [isPairing, setIsPairing] = useState(false)
  const [pairedName, setPairedName] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  const { data, error, refetch } = useQuery(wallsQuery(isAll))
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['walls'] })
  return (
    <div className={styles.sheet}>
      <p className={styles.intro}>{text.wallsIntro}</p>
      <div className={styles.listHead}>
        <div className={styles.switch}>
          <Switch label={text.showAll} isOn={isAll} onToggle={() => setIsAll(!isAll)} />
        </div>
        {areas && (
          <Button look="primary" icon="plus" onClick={() => setIsPairing(true)}>
            {text.pairWall}
          </Button>
        )}
      </div>
      <p role="status" className={styles.done}>
        {pairedName === null ? '' : text.paired(pairedName)}
      </p>
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data?.items.length === 0 && <Notice icon="wall">{text.noWalls}</Notice>}
      <ul className={styles.cards}>
        {data?.items.map((wall) => (
          <WallCard
            key={wall.id}
            item={wall}
            onRevoke={
              wall.state === 'valid' && isWithin(areas, wall.area)
                ? () =>
                    setQuestion({
                      title: text.revokeWall,
                      sentence: text.revokeWallSure(wall.name),
                      onConfirm: async () => {
                        await revokeWall(wall.id)
                        setPairedName(null)
                        await refresh()
                      },
                    })
                : null
            }
          />
        ))}
      </ul>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} />}
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

function WallCard({ item, onRevoke }: { item: WallItem; onRevoke: (() => void) | null }) {
  const text = useText(administrationText)
  const language = useLanguage()
  const nowMs = useNow()
  return (
    <li className={styles.card} data-past={item.state !== 'valid'}>
      <div className={styles.cardHead}>
        <strong>{item.name}</strong>
        <span className={styles.mark} data-tone={item.state === 'valid' ? 'on' : 'off'}>
          {text.wallState[item.state]}
        </span>
        {onRevoke && (
          <Button look="quiet" onClick={onRevoke}>
            {text.revokeWall}
          </Button>
        )}
      </div>
      <p>
        {text.scenes[item.scene]} · {item.areaName}
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>{text.lastSeen}</dt>
          <dd>{item.lastSeenAt ? formatRelative(item.lastSeenAt, nowMs, language) : text.notSeenYet}</dd>
        </div>
        <div>
          <dt>{item.revokedAt ? text.wallState.revoked : text.pairedBy}</dt>
          <dd>
            {item.revokedAt
              ? text.by(item.revokedBy ?? '', formatDateTime(item.revokedAt, language))
              : text.by(item.pairedBy, formatDateTime(item.pairedAt, language))}
          </dd>
        </div>
      </dl>
    </li>
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
      isReady={codePattern.test(typed) && name.trim() !== '' && area !== null}
      onClose={onClose}
      onSubmit={async () => {
        if (!area) return
        await pairWall({ code: typed, name: name.trim(), scene, area: area.code })
        onPaired(name.trim())
      }}
    >
      <div className={styles.pairing}>
        <Field label={text.code}>
          <input
            className={styles.pairingCode}
            value={code}
            maxLength={12}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            aria-invalid={isWrong}
            data-first-focus
            onChange={(event) => setCode(event.target.value.toUpperCase())}
          />
        </Field>
      </div>
      {isWrong && (
        <p className={styles.fault} role="alert">
          {text.badCode}
        </p>
      )}
      <Field label={text.wallName}>
        <input
          value={name}
          maxLength={60}
          autoComplete="off"
          placeholder={text.wallNameExample}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
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
      <AreaPicker roots={areas} levels={wallLevels} value={area} onChange={setArea} />
    </FormDialog>
  )
}
