import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { describeError } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import type { IconName } from '#web/ui/icon.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'
import { ConfirmDialog, type Question } from './confirm-dialog.tsx'

/** What is shown of a key or a wall. */
export type TokenCard = {
  name: string
  isValid: boolean
  state: string
  /** What it is, and where. */
  line: string
  facts: { label: string; value: string }[]
  /** Null where it cannot be taken back, or not by who looks. */
  revoke: { title: string; sentence: string; onConfirm: () => Promise<unknown> } | null
}

type TokenListProps<Item> = {
  intro: string
  query: Pick<UseQueryResult<{ items: Item[] }>, 'data' | 'error' | 'refetch'>
  isAll: boolean
  onShowAll: (isAll: boolean) => void
  add: { label: string; onAdd: () => void } | null
  empty: { icon: IconName; text: string }
  /** What has just been done. */
  status?: ReactNode
  describe: (item: Item) => TokenCard
}

/** Everything that was given away once and can be taken back: keys of other systems, walls. */
export function TokenList<Item extends { id: string }>(props: TokenListProps<Item>) {
  const { intro, query, isAll, onShowAll, add, empty, status, describe } = props
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [question, setQuestion] = useState<Question | null>(null)
  const { data, error, refetch } = query
  return (
    <>
      <p className={styles.intro}>{intro}</p>
      <div className={styles.listHead}>
        <Switch label={text.showAll} isOn={isAll} isInline onToggle={() => onShowAll(!isAll)} />
        {add && (
          <Button look="primary" icon="plus" onClick={add.onAdd}>
            {add.label}
          </Button>
        )}
      </div>
      {status}
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data?.items.length === 0 && <Notice icon={empty.icon}>{empty.text}</Notice>}
      <ul className={styles.cards}>
        {data?.items.map((item) => (
          <Card key={item.id} card={describe(item)} onAsk={setQuestion} />
        ))}
      </ul>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} />}
    </>
  )
}

function Card({ card, onAsk }: { card: TokenCard; onAsk: (question: Question) => void }) {
  const { name, isValid, state, line, facts, revoke } = card
  return (
    <li className={styles.card} data-past={!isValid}>
      <div className={styles.cardHead}>
        <strong>{name}</strong>
        <span className={styles.mark} data-tone={isValid ? 'on' : 'off'}>
          {state}
        </span>
        {revoke && (
          <Button look="quiet" onClick={() => onAsk(revoke)}>
            {revoke.title}
          </Button>
        )}
      </div>
      <p>{line}</p>
      <dl className={styles.facts}>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
