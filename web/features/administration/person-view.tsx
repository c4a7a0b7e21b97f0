import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountDetail } from '#api/people/accounts/accounts.contract.ts'
import {
  changeAccount,
  endAccountSession,
  resetPassword,
  resetSecondFactor,
  unbindAccount,
} from '#web/api-client/administration-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import styles from './administration.module.css'
import { personQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { ConfirmDialog, type Question } from './confirm-dialog.tsx'
import { EditPerson } from './edit-person.tsx'
import { GrantSection } from './grant-section.tsx'
import { SecretOnce } from './secret-once.tsx'

/** One person: state, roles, sessions, and what an administrator may do about them. */
export function PersonView({ id }: { id: string }) {
  const shared = useText(sharedText)
  const language = useLanguage()
  const { data, error, refetch } = useQuery(personQuery(id))
  if (data) return <Person person={data} />
  return <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
}

function Person({ person }: { person: AccountDetail }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const queryClient = useQueryClient()
  const isAdministrator = usePermission('accounts.write') !== null
  const canWrite = isAdministrator && person.canManage
  const [question, setQuestion] = useState<Question | null>(null)
  const [isEditing, setIsEditing] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['account', person.id] }),
      queryClient.invalidateQueries({ queryKey: ['accounts'] }),
    ])
  const { id, name, version } = person
  const ask = (title: string, sentence: string, work: () => Promise<unknown>) =>
    setQuestion({
      title,
      sentence,
      onConfirm: async () => {
        await work()
        await refresh()
      },
    })
  const isDisabled = person.state === 'disabled'
  return (
    <div className={styles.person}>
      <header className={styles.personHead}>
        <h2>{name}</h2>
        <p className={styles.muted}>{person.username}</p>
        <p className={styles.marks}>
          <span className={styles.mark} data-tone={person.state === 'active' ? 'on' : 'off'}>
            {text.state[person.state]}
          </span>
          {person.isSelf && <span className={styles.mark}>{text.self}</span>}
          {person.isDemo && <span className={styles.mark}>{text.demo}</span>}
          {person.mustChangePassword && <span className={styles.mark}>{text.mustChange}</span>}
        </p>
        {canWrite ? (
          <div className={styles.tools}>
            <Button onClick={() => setIsEditing(true)}>{text.edit}</Button>
            <Button
              icon="key"
              onClick={() =>
                ask(text.resetPassword, text.resetPasswordSure(name), async () =>
                  setPassword((await resetPassword(id)).password),
                )
              }
            >
              {text.resetPassword}
            </Button>
            {person.hasSecondFactor && (
              <Button
                icon="shield"
                onClick={() => ask(text.resetFactor, text.resetFactorSure(name), () => resetSecondFactor(id))}
              >
                {text.resetFactor}
              </Button>
            )}
            <Button
              onClick={() =>
                ask(
                  isDisabled ? text.enable : text.disable,
                  isDisabled ? text.enableSure(name) : text.disableSure(name),
                  () => changeAccount(id, { version, isDisabled: !isDisabled }),
                )
              }
            >
              {isDisabled ? text.enable : text.disable}
            </Button>
          </div>
        ) : (
          <p className={styles.muted}>{text.cannotManage}</p>
        )}
      </header>
      <GrantSection person={person} canWrite={isAdministrator && !person.isSelf} onAsk={ask} onChanged={refresh} />
      <Section title={text.sessions}>
        {person.sessions.length === 0 ? (
          <p className={styles.muted}>{text.noSessions}</p>
        ) : (
          <ul className={styles.records}>
            {person.sessions.map((session) => (
              <li key={session.id}>
                <div>
                  <span>
                    {session.device} · {session.address}
                    {session.way && ` · ${shared.way[session.way]}`}
                  </span>
                  <span className={styles.muted}>
                    {text.activeAgo(formatRelative(session.activeAt, nowMs, language))} ·{' '}
                    {formatDateTime(session.createdAt, language)}
                  </span>
                </div>
                {canWrite && (
                  <Button
                    look="quiet"
                    onClick={() =>
                      ask(text.endSession, text.endSessionSure(session.device), () => endAccountSession(id, session.id))
                    }
                  >
                    {text.endSession}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {person.ways.length > 0 && (
        <Section title={text.ways}>
          <ul className={styles.records}>
            {person.ways.map(({ id: way, userId, boundAt }) => (
              <li key={`${way} ${userId}`}>
                <div>
                  <span>
                    {shared.way[way]} · {userId}
                  </span>
                  <span className={styles.muted}>{text.boundSince(formatDateTime(boundAt, language))}</span>
                </div>
                {canWrite && (
                  <Button
                    look="quiet"
                    onClick={() =>
                      ask(text.unbind, text.unbindSure(name, shared.way[way]), () => unbindAccount(id, way))
                    }
                  >
                    {text.unbind}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={text.account}>
        <Rows
          rows={[
            { label: text.factor, value: person.hasSecondFactor ? text.factorOn : text.factorOff },
            {
              label: text.lastSignIn,
              value: person.lastSignInAt ? formatDateTime(person.lastSignInAt, language) : text.never,
            },
            { label: text.ends, value: person.until ? formatDateTime(person.until, language) : text.unlimited },
            { label: text.createdAt, value: formatDateTime(person.createdAt, language) },
          ]}
        />
      </Section>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} />}
      {isEditing && <EditPerson person={person} onChanged={refresh} onClose={() => setIsEditing(false)} />}
      {password !== null && question === null && (
        <SecretOnce
          title={text.oneTimePassword}
          secret={password}
          sentence={text.passwordFor(name)}
          onClose={() => setPassword(null)}
        />
      )}
    </div>
  )
}
