import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createAccount } from '#web/api-client/administration-calls.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'
import { DepartmentField } from './department-field.tsx'
import { FormDialog } from './form-dialog.tsx'
import { emptyGrant, endOfDay, findGrantGap, GrantFields, readGrant } from './grant-fields.tsx'
import { NameField } from './name-field.tsx'
import { SecretOnce } from './secret-once.tsx'

const usernamePattern = /^[a-z0-9][a-z0-9_.-]{2,29}$/

type CreatePersonProps = { onCreated: (id: string) => void; onClose: () => void }

/** A new account with its first role; the one-time password is shown afterwards. */
export function CreatePerson({ onCreated, onClose }: CreatePersonProps) {
  const text = useText(administrationText)
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [username, setUsername] = useState('')
  const [until, setUntil] = useState('')
  const [grant, setGrant] = useState(emptyGrant)
  const [department, setDepartment] = useState<string | null>(null)
  const [made, setMade] = useState<{ id: string; password: string } | null>(null)
  if (made)
    return (
      <SecretOnce
        title={text.oneTimePassword}
        secret={made.password}
        sentence={text.passwordFor(name.trim())}
        onClose={() => onCreated(made.id)}
      />
    )
  const isUsernameWrong = username !== '' && !usernamePattern.test(username)
  const gap =
    name.trim() === ''
      ? { field: 'name', sentence: text.nameMissing }
      : !usernamePattern.test(username)
        ? { field: 'username', sentence: text.usernameWrong }
        : grant.role === null
          ? null
          : (findGrantGap(grant, text) ??
            (grant.role === 'department-officer' && department === null
              ? { field: 'department', sentence: text.departmentMissing }
              : null))
  const submit = async () => {
    const first = readGrant(grant)
    setMade(
      await createAccount({
        name: name.trim(),
        username,
        until: endOfDay(until),
        department,
        grants: first === null ? [] : [first],
      }),
    )
    void queryClient.invalidateQueries({ queryKey: ['accounts'] })
  }
  return (
    <FormDialog
      title={text.addPerson}
      submitText={text.create}
      gap={gap}
      onSubmit={submit}
      onClose={onClose}
      labels={{ name: text.name }}
    >
      {(isFaulty) => (
        <>
          <div className={styles.pair}>
            <NameField
              label={text.name}
              value={name}
              maxLength={40}
              isFirst
              isFaulty={isFaulty('name')}
              onChange={setName}
            />
            <Field label={text.username}>
              <input
                value={username}
                maxLength={30}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                aria-invalid={isUsernameWrong || isFaulty('username')}
                onChange={(event) => setUsername(event.target.value.trim().toLowerCase())}
              />
            </Field>
          </div>
          <p className={styles.muted} data-wrong={isUsernameWrong}>
            {text.usernameHint}
          </p>
          <GrantFields
            draft={grant}
            onChange={setGrant}
            noneText={text.noRoleYet}
            isFaulty={(field) => isFaulty(field) || isFaulty(`grants.0.${field}`)}
          />
          {grant.role === 'department-officer' && (
            <DepartmentField value={department} isFaulty={isFaulty('department')} onChange={setDepartment} />
          )}
          <Field label={text.accountUntil}>
            <input
              type="date"
              value={until}
              aria-invalid={isFaulty('until')}
              onChange={(event) => setUntil(event.target.value)}
            />
          </Field>
        </>
      )}
    </FormDialog>
  )
}
