import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { startBinding, unbindWay } from '#web/api-client/access-calls.ts'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import { Section } from '#web/ui/section.tsx'
import styles from './access.module.css'
import { boundWaysQuery, signInWaysQuery } from './access.queries.ts'
import { accessText } from './access.text.ts'
import { FormFault } from './form-fault.tsx'
import { listWays, type OwnWay } from './list-ways.ts'
import { PasswordField } from './password-field.tsx'
import { type BindOutcome, readBindOutcome } from './way-outcome.ts'

type OwnWaysProps = { session: SessionAnswer; outcome: BindOutcome | null }

/** The other systems by which one signs in oneself; nothing where there are none. */
export function OwnWays({ session, outcome: landed }: OwnWaysProps) {
  const text = useText(accessText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const ways = useQuery(signInWaysQuery())
  const bound = useQuery(boundWaysQuery())
  const [outcome, setOutcome] = useState(landed)
  const [open, setOpen] = useState<{ id: string; to: 'bind' | 'unbind' } | null>(null)
  const list = useRef<HTMLUListElement>(null)
  if (!ways.data || !bound.data) {
    const error = ways.error ?? bound.error
    const retry = () => void Promise.all([ways.refetch(), bound.refetch()])
    return <Awaited failure={error && describeError(error, language)} onRetry={retry} rows={1} words={shared} />
  }
  const rows = listWays(ways.data, bound.data, language, shared.way)
  if (rows.length === 0) return null
  const close = (id: string) => {
    setOpen(null)
    // back to where it was opened, or to what has come in its place
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-way="${id}"] button`)?.focus())
  }
  return (
    <Section title={text.ways}>
      {outcome === 'bound' ? (
        <p className={styles.hint} role="status">
          {text.bindOutcomes.bound}
        </p>
      ) : (
        <FormFault>{outcome && text.bindOutcomes[outcome]}</FormFault>
      )}
      <ul ref={list} className={styles.entries}>
        {rows.map((way) => (
          <li key={way.id} data-way={way.id}>
            <div className={styles.entry}>
              <WayState way={way} />
              {open?.id !== way.id &&
                (way.bound.length > 0 ? (
                  <Button aria-label={text.unbindFrom(way.name)} onClick={() => setOpen({ id: way.id, to: 'unbind' })}>
                    {text.unbind}
                  </Button>
                ) : (
                  <Button aria-label={text.bindTo(way.name)} onClick={() => setOpen({ id: way.id, to: 'bind' })}>
                    {text.bind}
                  </Button>
                ))}
            </div>
            {open?.id === way.id && open.to === 'bind' && (
              <Bind way={way} username={session.username} onStay={setOutcome} onClose={() => close(way.id)} />
            )}
            {open?.id === way.id && open.to === 'unbind' && (
              <Unbind
                way={way}
                onDone={() => {
                  setOutcome(null)
                  close(way.id)
                }}
                onClose={() => close(way.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function WayState({ way: { name, bound } }: { way: OwnWay }) {
  const text = useText(accessText)
  const language = useLanguage()
  return (
    <div>
      <strong>{name}</strong>
      {bound.length === 0 && <span className={styles.quiet}>{text.notBound}</span>}
      {bound.map(({ userId, boundAt, isUsable }) => (
        <span key={userId} className={styles.quiet}>
          {text.boundSince(userId, formatDateTime(boundAt, language))}
          {!isUsable && <span className={styles.stale}> {text.notUsable}</span>}
        </span>
      ))}
    </div>
  )
}

type BindProps = { way: OwnWay; username: string; onStay: (outcome: BindOutcome) => void; onClose: () => void }

/** The password, and then the other system, from which the browser comes back here. */
function Bind({ way, username, onStay, onClose }: BindProps) {
  const text = useText(accessText)
  const language = useLanguage()
  const [password, setPassword] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [fault, setFault] = useState<{ isPassword: boolean; sentence: string } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input[type="password"]')?.focus(), [])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || password === '') return
    setIsBusy(true)
    setFault(null)
    try {
      const { pathname, search, hash } = window.location
      const { url } = await startBinding(way.id, { password, to: `${pathname}${search}${hash}` })
      // the other system was asked and is away: no reason to leave the page
      const outcome = readBindOutcome(url)
      if (outcome === null || new URL(url).origin !== window.location.origin) return window.location.assign(url)
      onStay(outcome)
      onClose()
    } catch (error) {
      const isPassword = problemCode(error) === 'wrong_credentials'
      setFault({ isPassword, sentence: describeError(error, language) })
      setIsBusy(false)
    }
  }
  return (
    <form ref={form} className={styles.inline} aria-label={text.bindTo(way.name)} onSubmit={submit} noValidate>
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <PasswordField
        label={text.bindPassword(way.name)}
        value={password}
        autoComplete="current-password"
        isInvalid={fault?.isPassword}
        onChange={setPassword}
      />
      <FormFault>{fault?.sentence}</FormFault>
      <div className={styles.inlineActions}>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button type="submit" look="primary" disabled={isBusy || password === ''}>
          {text.goTo(way.name)}
        </Button>
      </div>
    </form>
  )
}

function Unbind({ way, onDone, onClose }: { way: OwnWay; onDone: () => void; onClose: () => void }) {
  const text = useText(accessText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [isBusy, setIsBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const cancel = useRef<HTMLDivElement>(null)
  useEffect(() => cancel.current?.querySelector('button')?.focus(), [])
  const unbind = async () => {
    setIsBusy(true)
    setFault(null)
    try {
      await unbindWay(way.id)
    } catch (error) {
      // taken back meanwhile, which is what was wanted
      if (problemCode(error) !== 'not_found') {
        setFault(describeError(error, language))
        setIsBusy(false)
        return
      }
    }
    await Promise.all([
      queryClient.invalidateQueries(boundWaysQuery()),
      queryClient.invalidateQueries({ queryKey: ['own-sessions'] }),
    ])
    onDone()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that cannot be laid out
    <div className={styles.inline} role="group" aria-label={text.unbindFrom(way.name)}>
      <p>{text.unbindSure(way.name)}</p>
      <FormFault>{fault}</FormFault>
      <div ref={cancel} className={styles.inlineActions}>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button look="primary" disabled={isBusy} onClick={() => void unbind()}>
          {text.unbindNow}
        </Button>
      </div>
    </div>
  )
}
