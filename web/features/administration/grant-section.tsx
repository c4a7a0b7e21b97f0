import { useState } from 'react'
import type { AccountDetail, AccountGrant } from '#api/people/accounts/accounts.contract.ts'
import { addGrant, revokeGrant } from '#web/api-client/administration-calls.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatCode } from '#web/lib/format-code.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/section.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'
import { FormDialog } from './form-dialog.tsx'
import { emptyGrant, findGrantGap, GrantFields, readGrant } from './grant-fields.tsx'

type GrantSectionProps = {
  person: AccountDetail
  canWrite: boolean
  onAsk: (title: string, sentence: string, work: () => Promise<unknown>) => void
  onChanged: () => Promise<unknown>
}

/** The roles of a person, each in its area and time. */
export function GrantSection({ person, canWrite, onAsk, onChanged }: GrantSectionProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const areas = usePermission('accounts.write')
  const [draft, setDraft] = useState<typeof emptyGrant | null>(null)
  const now = person.grants.filter(({ state }) => state !== 'past')
  const past = person.grants.filter(({ state }) => state === 'past')
  const grant = draft && readGrant(draft)
  return (
    <Section
      title={text.grants}
      aside={
        canWrite && (
          <Button icon="plus" onClick={() => setDraft(emptyGrant)}>
            {text.addGrant}
          </Button>
        )
      }
    >
      {person.partial && <p className={styles.muted}>{text.partialGrants}</p>}
      {now.length === 0 && !person.partial && <p className={styles.muted}>{text.noGrants}</p>}
      <ul className={styles.records}>
        {now.map((each) => (
          <GrantRow
            key={each.id}
            grant={each}
            onRevoke={
              canWrite && isWithin(areas, each.area)
                ? () =>
                    onAsk(text.takeBack, text.takeBackSure(shared.role[each.role], each.areaName), () =>
                      revokeGrant(person.id, each.id),
                    )
                : null
            }
          />
        ))}
      </ul>
      {past.length > 0 && (
        <details className={styles.pastGrants}>
          <summary>{text.pastGrants(formatNumber(past.length))}</summary>
          <ul className={styles.records}>
            {past.map((each) => (
              <GrantRow key={each.id} grant={each} onRevoke={null} />
            ))}
          </ul>
        </details>
      )}
      {draft && (
        <FormDialog
          title={text.addGrant}
          submitText={text.give}
          gap={findGrantGap(draft, text)}
          onClose={() => setDraft(null)}
          onSubmit={async () => {
            if (!grant) return
            await addGrant(person.id, grant)
            await onChanged()
            setDraft(null)
          }}
        >
          {(isFaulty) => <GrantFields draft={draft} onChange={setDraft} noneText={null} isFaulty={isFaulty} />}
        </FormDialog>
      )}
    </Section>
  )
}

function GrantRow({ grant, onRevoke }: { grant: AccountGrant; onRevoke: (() => void) | null }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { role, areaName, area, state, from, until } = grant
  const date = (instant: string) => formatDateTime(instant, language)
  const end = until === null ? text.unlimited : text.until(date(until))
  return (
    <li data-past={state === 'past'}>
      <div>
        <span>
          <strong>{shared.role[role]}</strong> · {areaName} <span className={styles.code}>{formatCode(area)}</span>
          {state === 'future' && <span className={styles.mark}>{text.future}</span>}
        </span>
        <span className={styles.muted}>
          {state === 'future' ? text.fromTo(date(from), end) : end}
          {' · '}
          {grant.revokedAt
            ? text.revokedAt(grant.revokedBy ?? '', date(grant.revokedAt))
            : text.grantedAt(grant.grantedBy, date(grant.grantedAt))}
        </span>
      </div>
      {onRevoke && (
        <Button look="quiet" onClick={onRevoke}>
          {text.takeBack}
        </Button>
      )}
    </li>
  )
}
