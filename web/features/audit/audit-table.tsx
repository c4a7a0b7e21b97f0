import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditItem } from '#api/platform/audit/audit.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { SplitView } from '#web/ui/split-view.tsx'
import { VirtualList } from '#web/ui/virtual-list.tsx'
import styles from './audit.module.css'
import { auditHeadQuery, auditListQuery, emptyFilter, filterQuery } from './audit.queries.ts'
import { auditText } from './audit.text.ts'
import { AuditFilterForm } from './audit-filter.tsx'
import { AuditLine } from './audit-line.tsx'
import { formatInstant } from './format-instant.ts'
import { nameAction } from './name-action.ts'
import { nameRecord } from './name-record.ts'

/** The record of who did and read what, newest first, for the auditor. */
export function AuditTable() {
  const text = useText(auditText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const canExport = usePermission('audit.export') !== null
  const [search, setSearch] = useState(() => ({ filter: emptyFilter, at: Date.now() }))
  const [openId, setOpenId] = useState<number | null>(null)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    auditListQuery(search.filter, search.at),
  )
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const open = items.find(({ id }) => id === openId) ?? null
  const exportLink = (format: 'csv' | 'jsonl', label: string) => (
    <a className={styles.export} href={`/api/audit/export?${filterQuery(search.filter, { format })}`} download>
      {label}
    </a>
  )
  return (
    <div className={styles.frame}>
      <AuditFilterForm
        onSearch={(filter) => {
          setOpenId(null)
          setSearch({ filter, at: Date.now() })
        }}
      />
      <div className={styles.bar}>
        <span>
          {data && text.shown(formatNumber(items.length))}
          {data && !hasNextPage && ` · ${text.complete}`}
        </span>
        <span className={styles.muted}>{text.recordedToo}</span>
        <span className={styles.barEnd}>
          {canExport && (
            <>
              {exportLink('csv', text.exportCsv)}
              {exportLink('jsonl', text.exportJsonl)}
            </>
          )}
          <ChainHead at={search.at} />
        </span>
      </div>
      <SplitView
        className={styles.lines}
        listLabel={text.list}
        isOpen={open !== null}
        backText={text.back}
        onBack={() => setOpenId(null)}
        list={
          <>
            {!data && (
              <Awaited
                failure={error && describeError(error, language)}
                onRetry={() => void refetch()}
                rows={8}
                words={shared}
              />
            )}
            {data && items.length === 0 && <Notice icon="record">{text.none}</Notice>}
            {items.length > 0 && (
              <VirtualList
                items={items}
                label={text.list}
                rowHeight={56}
                canGrow
                getKey={({ id }) => String(id)}
                selectedKey={openId === null ? null : String(openId)}
                renderRow={(item) => <AuditRow item={item} />}
                onSelect={({ id }) => setOpenId(id)}
              />
            )}
            {hasNextPage && (
              <div className={styles.more}>
                {error && <p role="alert">{describeError(error, language)}</p>}
                <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                  {isFetchingNextPage ? shared.loading : text.more}
                </Button>
              </div>
            )}
          </>
        }
        detail={open ? <AuditLine key={open.id} item={open} /> : <Notice icon="record">{text.choose}</Notice>}
      />
    </div>
  )
}

function AuditRow({ item }: { item: AuditItem }) {
  const text = useText(auditText)
  const language = useLanguage()
  return (
    <div className={styles.row} data-outcome={item.outcome ?? undefined}>
      <span className={styles.time}>{formatInstant(item.at, language)}</span>
      <span className={styles.who}>{item.actor ? item.actor.name || text.nobody : '—'}</span>
      <span>{item.action ? nameAction(item.action, text) : text.removed}</span>
      <span className={styles.muted}>{[nameRecord(item), item.address].filter(Boolean).join(' · ')}</span>
      {item.outcome && (
        <span className={styles.outcome} data-outcome={item.outcome}>
          {text.outcomes[item.outcome]}
        </span>
      )}
    </div>
  )
}

/** The last hash of the chain, to be kept elsewhere. */
function ChainHead({ at }: { at: number }) {
  const text = useText(auditText)
  const { data } = useQuery(auditHeadQuery(at))
  if (!data) return null
  return (
    <span className={styles.head} title={text.headHint}>
      {text.head} {text.headLine(formatNumber(data.seq))} <code>{data.hash.slice(0, 20)}…</code>
      <CopyButton text={`${data.seq} ${data.hash}`} label={text.copyHead} doneLabel={text.copyHead} />
      {data.waiting > 0 && <span className={styles.muted}>{text.waiting(formatNumber(data.waiting))}</span>}
    </span>
  )
}
