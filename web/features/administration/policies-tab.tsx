import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RolePolicy } from '#api/people/accounts/accounts.contract.ts'
import { changeRolePolicies } from '#web/api-client/administration-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Awaited } from '#web/ui/notice.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './administration.module.css'
import { policiesQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'

/** Which roles need a second factor. */
export function PoliciesTab() {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const { data, error, refetch } = useQuery(policiesQuery())
  const toggle = async ({ role, requiresSecondFactor }: RolePolicy) => {
    setFault(null)
    try {
      await changeRolePolicies({ items: [{ role, requiresSecondFactor: !requiresSecondFactor }] })
    } catch (thrown) {
      setFault(describeError(thrown, language))
    }
    await queryClient.invalidateQueries({ queryKey: ['role-policies'] })
  }
  return (
    <div className={styles.sheet}>
      <p className={styles.intro}>{text.policiesIntro}</p>
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      {!data && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      <ul className={styles.policies}>
        {data?.items.map((policy) => (
          <li key={policy.role}>
            <Switch
              label={text.requires(shared.role[policy.role])}
              isOn={policy.requiresSecondFactor}
              onToggle={() => void toggle(policy)}
            />
            {policy.changedAt && (
              <p className={styles.muted}>
                {text.policyChanged(policy.changedBy ?? '', formatDateTime(policy.changedAt, language))}
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
