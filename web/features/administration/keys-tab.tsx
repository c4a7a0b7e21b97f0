import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type KeyItem, keyRoles, maxKeyDays } from '#api/keys/keys.contract.ts'
import { createKey, revokeKey } from '#web/api-client/administration-calls.ts'
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
import { keysQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { ConfirmDialog, type Question } from './confirm-dialog.tsx'
import { FormDialog } from './form-dialog.tsx'
import { emptyGrant, GrantFields, readGrant } from './grant-fields.tsx'
import { SecretOnce } from './secret-once.tsx'

/** Keys by which other systems call the API. */
export function KeysTab() {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const areas = usePermission('keys.write')
  const queryClient = useQueryClient()
  const [isAll, setIsAll] = useState(false)
  const [isAdding, setIsAdding] = useState(false)
  const [question, setQuestion] = useState<Question | null>(null)
  const { data, error, refetch } = useQuery(keysQuery(isAll))
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['keys'] })
  return (
    <div className={styles.sheet}>
      <p className={styles.intro}>{text.keysIntro}</p>
      <div className={styles.listHead}>
        <div className={styles.switch}>
          <Switch label={text.showAll} isOn={isAll} onToggle={() => setIsAll(!isAll)} />
        </div>
        {areas && (
          <Button look="primary" icon="plus" onClick={() => setIsAdding(true)}>
            {text.addKey}
          </Button>
        )}
      </div>
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data?.items.length === 0 && <Notice icon="key">{text.noKeys}</Notice>}
      <ul className={styles.cards}>
        {data?.items.map((key) => (
          <KeyCard
            key={key.id}
            item={key}
            onRevoke={
              key.state === 'valid' && isWithin(areas, key.area)
                ? () =>
                    setQuestion({
                      title: text.revoke,
                      sentence: text.revokeKeySure(key.name),
                      onConfirm: async () => {
                        await revokeKey(key.id)
                        await refresh()
                      },
                    })
                : null
            }
          />
        ))}
      </ul>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} />}
      {isAdding && <CreateKey onCreated={refresh} onClose={() => setIsAdding(false)} />}
    </div>
  )
}

function KeyCard({ item, onRevoke }: { item: KeyItem; onRevoke: (() => void) | null }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  return (
    <li className={styles.card} data-past={item.state !== 'valid'}>
      <div className={styles.cardHead}>
        <strong>{item.name}</strong>
        <span className={styles.mark} data-tone={item.state === 'valid' ? 'on' : 'off'}>
          {text.keyState[item.state]}
        </span>
        {onRevoke && (
          <Button look="quiet" onClick={onRevoke}>
            {text.revoke}
          </Button>
        )}
      </div>
      <p>
        {shared.role[item.role]} · {item.areaName}
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>{text.lastUsed}</dt>
          <dd>{item.lastUsedAt ? formatRelative(item.lastUsedAt, nowMs, language) : text.never}</dd>
        </div>
        <div>
          <dt>{text.expires}</dt>
          <dd>{formatDateTime(item.expiresAt, language)}</dd>
        </div>
        <div>
          <dt>{item.revokedAt ? text.keyState.revoked : text.createdBy}</dt>
          <dd>
            {item.revokedAt
              ? text.by(item.revokedBy ?? '', formatDateTime(item.revokedAt, language))
              : text.by(item.createdBy, formatDateTime(item.createdAt, language))}
          </dd>
        </div>
      </dl>
    </li>
  )
}

function CreateKey({ onCreated, onClose }: { onCreated: () => Promise<unknown>; onClose: () => void }) {
  const text = useText(administrationText)
  const [name, setName] = useState('')
  const [days, setDays] = useState('30')
  const [grant, setGrant] = useState(emptyGrant)
  const [secret, setSecret] = useState<string | null>(null)
  if (secret !== null)
    return <SecretOnce title={text.keySecret} secret={secret} sentence={text.keyUse} onClose={onClose} />
  const dayCount = /^\d{1,3}$/.test(days) ? Number(days) : Number.NaN
  const hasDays = dayCount >= 1 && dayCount <= maxKeyDays
  const held = readGrant(grant)
  return (
    <FormDialog
      title={text.addKey}
      submitText={text.makeKey}
      isReady={name.trim() !== '' && hasDays && held !== null}
      onClose={onClose}
      onSubmit={async () => {
        const role = keyRoles.find((each) => each === held?.role)
        if (!held || !role) return
        setSecret((await createKey({ name: name.trim(), role, area: held.area, days: dayCount })).secret)
        await onCreated()
      }}
    >
      <Field label={text.keyName}>
        <input
          value={name}
          maxLength={60}
          autoComplete="off"
          placeholder={text.keyNameExample}
          data-first-focus
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <GrantFields
        draft={grant}
        onChange={setGrant}
        noneText={text.chooseRole}
        rolesOffered={keyRoles}
        hasDates={false}
        permission="keys.write"
      />
      <Field label={`${text.days} · ${text.daysHint(String(maxKeyDays))}`}>
        <input
          value={days}
          inputMode="numeric"
          autoComplete="off"
          aria-invalid={!hasDays}
          onChange={(event) => setDays(event.target.value.trim())}
        />
      </Field>
    </FormDialog>
  )
}
