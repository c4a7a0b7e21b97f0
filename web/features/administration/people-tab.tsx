import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type AccountItem, accountStates } from '#api/people/accounts/accounts.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Awaited, Notice } from '#web/ui/notice.tsx'
import { SplitView } from '#web/ui/split-view.tsx'
import { VirtualList } from '#web/ui/virtual-list.tsx'
import styles from './administration.module.css'
import { peoplePageSize, peopleQuery } from './administration.queries.ts'
import { administrationText } from './administration.text.ts'
import { CreatePerson } from './create-person.tsx'
import { PersonView } from './person-view.tsx'
import { personRoles } from './role-rungs.ts'

/** Everybody within reach, and one of them in full. */
export function PeopleTab() {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const personId = useView((view) => view.adminPerson)
  const canWrite = usePermission('accounts.write') !== null
  const [typed, setTyped] = useState('')
  const [role, setRole] = useState('')
  const [state, setState] = useState('')
  const [isAdding, setIsAdding] = useState(false)
  const q = useDeferredValue(typed.trim())
  const { data, error, refetch } = useQuery(
    peopleQuery({ q: q || undefined, role: role || undefined, state: state || undefined }),
  )
  const open = (id: string | null, isStep = false) => changeView({ adminPerson: id }, isStep ? 'replace' : 'push')
  return (
    <>
      <SplitView
        className={styles.people}
        listLabel={text.peopleList}
        isOpen={personId !== null}
        backText={text.back}
        onBack={() => open(null)}
        list={
          <>
            <div className={styles.filters}>
              <input
                className={styles.input}
                type="search"
                value={typed}
                maxLength={40}
                placeholder={text.searchPeople}
                aria-label={text.searchPeople}
                onChange={(event) => setTyped(event.target.value)}
              />
              <div className={styles.pair}>
                <select
                  className={styles.input}
                  value={role}
                  aria-label={text.role}
                  onChange={(event) => setRole(event.target.value)}
                >
                  <option value="">{text.allRoles}</option>
                  {personRoles.map((each) => (
                    <option key={each} value={each}>
                      {shared.role[each]}
                    </option>
                  ))}
                </select>
                <select
                  className={styles.input}
                  value={state}
                  aria-label={text.allStates}
                  onChange={(event) => setState(event.target.value)}
                >
                  <option value="">{text.allStates}</option>
                  {accountStates.map((each) => (
                    <option key={each} value={each}>
                      {text.state[each]}
                    </option>
                  ))}
                </select>
              </div>
              <div className={styles.listHead}>
                <span className={styles.muted}>{data ? text.count(formatNumber(data.total)) : ''}</span>
                {canWrite && (
                  <Button icon="plus" onClick={() => setIsAdding(true)}>
                    {text.addPerson}
                  </Button>
                )}
              </div>
              {data && data.total > data.items.length && (
                <p className={styles.muted}>
                  {text.onlyFirst(formatNumber(Math.min(peoplePageSize, data.items.length)), formatNumber(data.total))}
                </p>
              )}
            </div>
            {!data && (
              <Awaited
                failure={error && describeError(error, language)}
                onRetry={() => void refetch()}
                rows={7}
                words={shared}
              />
            )}
            {data?.items.length === 0 && <Notice icon="people">{text.noPeople}</Notice>}
            {data && data.items.length > 0 && (
              <VirtualList
                items={data.items}
                label={text.peopleList}
                rowHeight={64}
                canGrow
                getKey={({ id }) => id}
                selectedKey={personId}
                renderRow={(person) => <PersonRow person={person} />}
                onSelect={({ id }, isStep) => open(id, isStep)}
              />
            )}
          </>
        }
        detail={
          personId === null ? (
            <Notice icon="user">{text.choosePerson}</Notice>
          ) : (
            <PersonView key={personId} id={personId} />
          )
        }
      />
      {isAdding && (
        <CreatePerson
          onClose={() => setIsAdding(false)}
          onCreated={(id) => {
            setIsAdding(false)
            open(id)
          }}
        />
      )}
    </>
  )
}

function PersonRow({ person }: { person: AccountItem }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const roleNames = person.grants
    .filter(({ state }) => state !== 'past')
    .map(({ role, areaName }) => `${shared.role[role]} · ${areaName}`)
  return (
    <div className={styles.personRow}>
      <div className={styles.personName}>
        <strong>{person.name}</strong>
        <span className={styles.muted}>{person.username}</span>
        {person.state !== 'active' && (
          <span className={styles.mark} data-tone="off">
            {text.state[person.state]}
          </span>
        )}
      </div>
      <div className={styles.muted}>{roleNames.length > 0 ? roleNames.join(text.and) : text.noGrants}</div>
    </div>
  )
}
