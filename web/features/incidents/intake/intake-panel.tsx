import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ReportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import { type Incident, incidentKinds } from '#api/operations/incidents/incidents.contract.ts'
import { reportIncident } from '#web/api-client/incident-calls.ts'
import { describeError, isFieldFaulty, isPassing, problemCode } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useFaultFocus } from '#web/shared/use-fault-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Field } from '#web/ui/field.tsx'
import { LossQuestion } from '#web/ui/loss-question.tsx'
import { Panel, PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import { Section } from '#web/ui/section.tsx'
import { detailsText } from '../fields/details.text.ts'
import { describeBadNumber, IncidentFields } from '../fields/incident-fields.tsx'
import styles from '../incident-form.module.css'
import { similarQuery, takeIn } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { intakeText } from '../intake.text.ts'
import { uploadPhotos } from '../photos/photo-uploads.ts'
import { useReferenceNames } from '../reference.queries.ts'
import { SimilarList } from '../similar-list.tsx'
import { nowhere, PlaceSummary, useGridOf } from './draft-place.tsx'
import { type DraftPlace, isTouched, proposePlace } from './incident-draft.ts'
import { isSendKey } from './intake-keys.ts'
import { IntakePhotos } from './intake-photos.tsx'
import { changeDraft, choosePhotos, clearDraft, takeUpDraft, useIntake } from './intake-store.ts'
import { MyPosition } from './my-position.tsx'
import { type DraftField, readDraft } from './read-draft.ts'

type IntakePanelProps = {
  /** The search for the place, which sets it in the draft. Told whether the place is at fault. */
  renderSearch: (isFaulty: boolean) => ReactNode
  /** False where the place can only be searched for. */
  hasMap: boolean
  /** Whether clicks on the map are for this panel. */
  isPicking: boolean
  onPick: (isPicking: boolean) => void
  /** The place that is meant while nobody has named another; one of the middle of the map says so. */
  findCrosshair: () => DraftPlace | null
  /** Brings the map near enough to a place to choose another beside it. */
  onZoomIn: (lngLat: [number, number]) => void
  /** Shows one beside the form. */
  onLook: (incident: Incident) => void
  /** The one that was taken in, or the one that it was already. */
  onDone: (incident: Incident) => void
}

/** What went wrong with the draft: a field that is missing, or what the server said. */
type Fault = { gap: DraftField } | { error: unknown }

/** Takes in an incident: where, what, how severe; the rest comes by itself or may be left out. */
export function IntakePanel(props: IntakePanelProps) {
  const { renderSearch, hasMap, isPicking, onPick, findCrosshair, onZoomIn, onLook, onDone } = props
  const text = useText(intakeText)
  const details = useText(detailsText)
  const words = useText(incidentsText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const draft = useIntake((state) => state.draft)
  const { found, grid, isBeyond } = useGridOf(draft.place)
  const { nameKeptType } = useReferenceNames()
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<Fault | null>(null)
  const [isClearing, setIsClearing] = useState(false)
  const { words: unsentWords } = useUnsent()
  const form = useRef<HTMLFormElement>(null)
  const photos = useIntake((state) => state.photos)
  const { data: similar } = useQuery({
    ...similarQuery(draft.kind, draft.place?.lngLat ?? nowhere),
    enabled: draft.place !== null && grid !== null,
  })
  const similarCount = draft.place && grid ? (similar?.items.length ?? 0) : 0
  const similarFrame = useRef<HTMLDivElement>(null)
  // fields that are shut while it is sent can take no focus, and lose it
  const held = useRef<Element | null>(null)
  useFaultFocus(form, isBusy ? null : fault)
  useEffect(() => {
    if (isBusy || document.activeElement !== document.body) return
    if (held.current instanceof HTMLElement) held.current.focus()
    held.current = null
  }, [isBusy])

  const start = useEffectEvent(() => {
    takeUpDraft()
    const { draft: begun, photos: added } = useIntake.getState()
    // the map may have been moved since it was proposed
    const isProposed = begun.place?.isMiddle === true && !isTouched(begun) && added.length === 0
    if (begun.place === null || isProposed) changeDraft({ place: proposePlace(findCrosshair()) })
    onPick(true)
    // the place is known by the map: the first question is what it is
    const first =
      useIntake.getState().draft.place === null ? '[role="combobox"]' : '[role="radio"][tabindex="0"]:not(search *)'
    form.current?.querySelector<HTMLElement>(first)?.focus()
  })
  const stop = useEffectEvent(() => onPick(false))
  useEffect(() => {
    start()
    return () => stop()
  }, [])

  // what nobody has chosen is not asked of those who may not report there
  const isProposedAmiss = draft.place?.isMiddle === true && (isBeyond || found?.inside === false)
  useEffect(() => {
    if (isProposedAmiss) changeDraft({ place: null })
  }, [isProposedAmiss])

  const proposedTitle =
    draft.type === ''
      ? ''
      : found?.inside
        ? `${found.village.name}${found.grid.name}${nameKeptType(draft.kind, draft.type)}`
        : nameKeptType(draft.kind, draft.type)
  const send = async (body: ReportIncidentBody) => {
    setFault(null)
    try {
      const incident = await reportIncident(body, draft.key)
      takeIn(queryClient, incident)
      clearDraft()
      // its inspector shows how far they are
      void uploadPhotos(queryClient, incident.id, photos)
      onDone(incident)
    } catch (error) {
      if (problemCode(error) === 'idempotency_conflict') {
        // the next one is meant, and the list of those nearby shows the first
        changeDraft({ key: makeKey() })
        void queryClient.invalidateQueries({ queryKey: ['incidents-similar'] })
      }
      setFault({ error })
    }
  }
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (isBusy || isClearing) return
    const read = readDraft(draft, proposedTitle)
    if ('gap' in read) return setFault({ gap: read.gap })
    // where nothing is known of the place the server is asked
    if (isBeyond || found?.inside === false) return setFault({ gap: 'place' })
    held.current = document.activeElement
    void begin(() => send(read.body))
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, nativeEvent, defaultPrevented: isTaken } = event
    const target = event.target as HTMLElement
    if (!isSendKey({ key, ctrlKey, metaKey, isComposing: nativeEvent.isComposing, isTaken, target })) return
    event.preventDefault()
    submit()
  }

  const clear = () => {
    setIsClearing(false)
    clearDraft()
    setFault(null)
    start()
  }
  const keep = () => {
    setIsClearing(false)
    if (held.current instanceof HTMLElement) held.current.focus()
  }

  const gap = fault !== null && 'gap' in fault ? fault.gap : null
  const error = fault !== null && 'error' in fault ? fault.error : null
  const isFaulty = (field: string) => (gap !== null ? field === gap : isFieldFaulty(error, field))
  const isPlaceFaulty = isFaulty('place') || isFaulty('location')
  const describeGap = (field: DraftField): string => {
    if (field === 'type') return text.gapType
    if (field === 'severity') return text.gapSeverity
    if (field === 'foundAt') return text.gapFoundAt
    if (field !== 'place') return describeBadNumber(details, draft.kind, field.slice('details.'.length))
    return isBeyond ? text.beyond : text.gapPlace
  }
  const describeFailure = (failure: unknown): string => {
    if (problemCode(failure) === 'idempotency_conflict') return text.sentBefore
    return isPassing(failure) ? text.notSent : describeError(failure, language)
  }
  const sentence = gap !== null ? describeGap(gap) : error !== null ? describeFailure(error) : null

  return (
    <Panel
      title={text.title}
      aside={
        <Button
          look="quiet"
          disabled={isBusy || !(isTouched(draft) || photos.length > 0)}
          onClick={({ currentTarget }) => {
            held.current = currentTarget
            setIsClearing(true)
          }}
        >
          {text.discard}
        </Button>
      }
    >
      <form
        ref={form}
        data-intake
        className={styles.intake}
        aria-label={text.form}
        onSubmit={submit}
        onKeyDown={handleKeyDown}
        onInput={() => setIsClearing(false)}
        noValidate
      >
        <fieldset className={styles.fields} disabled={isBusy}>
          <PanelScroll>
            <PanelBlock>
              {/* Beside its own fields, not a field itself: Enter in it chooses a place and sends nothing. */}
              <div className={styles.place}>
                <span className={styles.label}>{text.place}</span>
                {renderSearch(isPlaceFaulty)}
                <div className={styles.placeButtons}>
                  {hasMap && (
                    <>
                      <Button icon="incidents" isOn={isPicking} onClick={() => onPick(!isPicking)}>
                        {text.pick}
                      </Button>
                      <Button
                        icon="target"
                        onClick={() => {
                          const place = findCrosshair()
                          // chosen by hand: what speaks against it is said
                          if (place) changeDraft({ place: { ...place, isMiddle: false } })
                        }}
                      >
                        {text.crosshair}
                      </Button>
                    </>
                  )}
                  <MyPosition onPlace={onZoomIn} />
                </div>
                <PlaceSummary place={draft.place} onZoomIn={hasMap ? onZoomIn : undefined} />
              </div>
              <Segments
                label={text.kind}
                value={draft.kind}
                options={incidentKinds.map((kind) => ({ value: kind, text: words.kind[kind] }))}
                onChange={(kind) => kind !== draft.kind && changeDraft({ kind, type: '' })}
              />
              <IncidentFields
                kind={draft.kind}
                words={draft}
                proposedTitle={proposedTitle}
                onChange={changeDraft}
                isFaulty={isFaulty}
              />
              <Field label={text.foundAt}>
                <input
                  type="datetime-local"
                  value={draft.foundAt}
                  aria-invalid={isFaulty('foundAt')}
                  onChange={(event) => changeDraft({ foundAt: event.target.value })}
                />
              </Field>
              <IntakePhotos files={photos} onChange={choosePhotos} />
            </PanelBlock>
          </PanelScroll>
          {draft.place && grid && (
            <div ref={similarFrame} className={styles.similarFrame}>
              <Section title={text.similar}>
                <SimilarList
                  kind={draft.kind}
                  lngLat={draft.place.lngLat}
                  chooseText={text.sameOne}
                  onLook={onLook}
                  onChoose={(incident) => {
                    clearDraft()
                    onDone(incident)
                  }}
                />
              </Section>
            </div>
          )}
        </fieldset>
        <footer className={styles.send}>
          {sentence && (
            <p className={styles.fault} role="alert">
              {sentence}
            </p>
          )}
          {!isClearing && similarCount > 0 && (
            <div className={styles.similarCount}>
              <LinkButton onClick={() => similarFrame.current?.scrollIntoView()}>
                {text.similarCount(formatNumber(similarCount))}
              </LinkButton>
            </div>
          )}
          {isClearing ? (
            <LossQuestion words={unsentWords} onGoOn={keep} onConfirm={clear} />
          ) : (
            <Button type="submit" look="primary" disabled={isBusy} aria-keyshortcuts="Control+Enter">
              {isBusy ? text.saving : text.save}
              <kbd>Ctrl ↵</kbd>
            </Button>
          )}
        </footer>
      </form>
    </Panel>
  )
}
