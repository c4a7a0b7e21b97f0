import type { AuditItem } from '#api/platform/audit/audit.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { type Row, Rows, Section } from '#web/ui/section.tsx'
import styles from './audit.module.css'
import { auditText } from './audit.text.ts'
import { formatInstant } from './format-instant.ts'
import { listChanges } from './list-changes.ts'
import { nameAction } from './name-action.ts'
import { nameDetail } from './name-detail.ts'

/** One line in full: who, from where, what, and the record before and after. */
export function AuditLine({ item }: { item: AuditItem }) {
  const text = useText(auditText)
  const language = useLanguage()
  const changes = listChanges(item.before, item.after)
  const details = listChanges(null, item.details)
  const rows: Row[] = [
    { label: text.at, value: formatInstant(item.at, language) },
    {
      label: text.actor,
      value: item.actor ? `${item.actor.name || text.nobody} · ${text.actorKind[item.actor.kind]}` : '—',
    },
    { label: text.address, value: item.address || '—' },
    { label: text.recordLabel, value: item.record ? `${item.record.kind} ${item.record.id}` : '—' },
    { label: text.area, value: item.area ?? '—' },
    { label: text.requestId, value: <span className={styles.code}>{item.requestId || '—'}</span> },
    { label: text.seq, value: item.seq === null ? text.notYet : formatNumber(item.seq) },
    { label: text.hash, value: <span className={styles.code}>{item.hash ?? text.notYet}</span> },
  ]
  return (
    <>
      <header className={styles.lineHead}>
        <h3>{item.action ? nameAction(item.action, text) : text.removed}</h3>
        <p className={styles.marks}>
          {item.outcome && (
            <span className={styles.outcome} data-outcome={item.outcome}>
              {text.outcomes[item.outcome]}
            </span>
          )}
          {item.isPersonal && <span className={styles.outcome}>{text.personal}</span>}
          {item.clockSuspect && <span className={styles.outcome}>{text.clockSuspect}</span>}
        </p>
      </header>
      {!item.contentRemoved && (
        <Section title={text.changes}>
          {changes.length === 0 ? (
            <p className={styles.muted}>{text.noChanges}</p>
          ) : (
            <table className={styles.changes}>
              <thead>
                <tr>
                  <th scope="col">{text.field}</th>
                  <th scope="col">{text.before}</th>
                  <th scope="col">{text.after}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, before, after, isChanged }) => (
                  <tr key={field} data-changed={isChanged}>
                    <th scope="row">{field}</th>
                    <td>{before ?? '—'}</td>
                    <td>{after ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Section>
      )}
      {details.length > 0 && (
        <Section title={text.details}>
          <Rows rows={details.map((detail) => nameDetail(detail, text))} />
        </Section>
      )}
      <Section title={text.line}>
        <Rows rows={rows} />
      </Section>
    </>
  )
}
