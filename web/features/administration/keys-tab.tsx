import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type KeyItem, keyRoles, maxKeyDays } from '#api/people/keys/keys.contract.ts'
import { createKey, revokeKey } from '#web/api-client/administration-calls.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import styles from './administration.module.css'
import { keysQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { FormDialog } from './form-dialog.tsx'
import { emptyGrant, findGrantGap, GrantFields, readGrant } from './grant-fields.tsx'
import { NameField } from './name-field.tsx'
import { SecretOnce } from './secret-once.tsx'
import { type TokenCard, TokenList } from './token-list.tsx'

/** Keys by which other systems call the API. */
export function KeysTab() {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const areas = usePermission('keys.write')
  const queryClient = useQueryClient()
  const [isAll, setIsAll] = useState(false)
  const [isAdding, setIsAdding] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['keys'] })
  const describe = (key: KeyItem): TokenCard => ({
    name: key.name,
    isValid: key.state === 'valid',
    state: text.keyState[key.state],
    line: `${shared.role[key.role]} · ${key.areaName}`,
    facts: [
      { label: text.lastUsed, value: key.lastUsedAt ? formatRelative(key.lastUsedAt, nowMs, language) : text.never },
      { label: text.expires, value: formatDateTime(key.expiresAt, language) },
      key.revokedAt
        ? { label: text.keyState.revoked, value: text.by(key.revokedBy ?? '', formatDateTime(key.revokedAt, language)) }
        : { label: text.createdBy, value: text.by(key.createdBy, formatDateTime(key.createdAt, language)) },
    ],
    revoke:
      key.state === 'valid' && isWithin(areas, key.area)
        ? {
            title: text.revoke,
            sentence: text.revokeKeySure(key.name),
            onConfirm: async () => {
              await revokeKey(key.id)
              await refresh()
            },
          }
        : null,
  })
  return (
    <div className={styles.sheet}>
      <TokenList
        intro={text.keysIntro}
        query={useQuery(keysQuery(isAll))}
        isAll={isAll}
        onShowAll={setIsAll}
        add={areas && { label: text.addKey, onAdd: () => setIsAdding(true) }}
        empty={{ icon: 'key', text: text.noKeys }}
        describe={describe}
      />
      {isAdding && <CreateKey onCreated={refresh} onClose={() => setIsAdding(false)} />}
    </div>
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
      labels={{ name: text.keyName, days: text.days }}
      gap={
        name.trim() === ''
          ? { field: 'name', sentence: text.keyNameMissing }
          : (findGrantGap(grant, text) ??
            (hasDays ? null : { field: 'days', sentence: text.daysWrong(String(maxKeyDays)) }))
      }
      onClose={onClose}
      onSubmit={async () => {
        const role = keyRoles.find((each) => each === held?.role)
        if (!held || !role) return
        setSecret((await createKey({ name: name.trim(), role, area: held.area, days: dayCount })).secret)
        await onCreated()
      }}
    >
      {(isFaulty) => (
        <>
          <NameField
            label={text.keyName}
            value={name}
            maxLength={60}
            placeholder={text.keyNameExample}
            isFirst
            isFaulty={isFaulty('name')}
            onChange={setName}
          />
          <GrantFields
            draft={grant}
            onChange={setGrant}
            noneText={text.chooseRole}
            rolesOffered={keyRoles}
            hasDates={false}
            permission="keys.write"
            isFaulty={isFaulty}
          />
          <Field label={`${text.days} · ${text.daysHint(String(maxKeyDays))}`}>
            <input
              value={days}
              inputMode="numeric"
              autoComplete="off"
              aria-invalid={!hasDays || isFaulty('days')}
              onChange={(event) => setDays(event.target.value.trim())}
            />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
