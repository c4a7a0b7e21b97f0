import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReferenceLists, ReferenceName } from '#api/operations/reference/reference.contract.ts'
import { saveReference } from '#web/api-client/administration-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Chip, ChipRow } from '#web/ui/chip.tsx'
import { Awaited } from '#web/ui/notice.tsx'
import styles from './administration.module.css'
import { referenceListsQuery } from './administration.queries.ts'
import { CalendarList } from './calendar-list.tsx'
import { DepartmentsList, MethodsList, TypesList } from './entry-lists.tsx'
import { referenceText } from './reference.text.ts'
import type { ListProps } from './reference-lists.ts'
import { CardsList, LimitsList } from './rule-lists.tsx'
import { SystemsList } from './systems-list.tsx'
import { WhistleLimitsList } from './whistle-limits-list.tsx'

const editors: { [Name in ReferenceName]: (props: ListProps<Name>) => React.ReactNode } = {
  'incident-types': TypesList,
  'time-limits': LimitsList,
  'mediation-methods': MethodsList,
  departments: DepartmentsList,
  'run-cards': CardsList,
  'whistle-limits': WhistleLimitsList,
  'foreign-codes': SystemsList,
  calendar: CalendarList,
}
const names = Object.keys(editors) as ReferenceName[]

/** The lists of the county: types, time limits, departments and the rest. */
export function ReferenceTab() {
  const text = useText(referenceText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [name, setName] = useState<ReferenceName>('incident-types')
  const { data, error, refetch } = useQuery(referenceListsQuery())
  const Editor = editors[name] as (props: ListProps<ReferenceName>) => React.ReactNode
  const list = data?.lists[name]
  const save = async (body: ReferenceLists[ReferenceName], version: number) => {
    try {
      await saveReference(name, { version, body })
    } finally {
      // also where somebody else was quicker: the table then shows what they saved
      await queryClient.invalidateQueries({ queryKey: ['reference'] })
    }
  }
  return (
    <div className={styles.sheet}>
      <p className={styles.intro}>{text.intro}</p>
      <ChipRow label={text.lists}>
        {names.map((each) => (
          <Chip key={each} isOn={each === name} onToggle={() => setName(each)}>
            {text.list[each]}
          </Chip>
        ))}
      </ChipRow>
      {!list && (
        <Awaited failure={error && describeError(error, language)} onRetry={() => void refetch()} words={shared} />
      )}
      {data && list && (
        <>
          <div>
            <p>{text.about[name]}</p>
            <p className={styles.muted}>
              {list.changedAt === null
                ? text.shipped
                : text.changed(String(list.version), formatDateTime(list.changedAt, language))}
            </p>
          </div>
          <Editor key={name} lists={data.lists} onSave={save} />
        </>
      )}
    </div>
  )
}
