import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { pointQuery } from '#web/api-client/area-queries.ts'
import { formatDistance } from '#web/lib/format-number.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import styles from '../incident-form.module.css'
import { intakeText } from '../intake.text.ts'
import { placeDraft, useIntake } from './intake-store.ts'
import { canFindPosition, findPosition, placeOfPosition } from './own-position.ts'

/** For whoever stands where it happened: a phone knows the place. Says why where it does not. */
export function MyPosition({ onPlace }: { onPlace: (lngLat: [number, number]) => void }) {
  const text = useText(intakeText)
  const queryClient = useQueryClient()
  const place = useIntake(({ draft }) => draft.place)
  const [isFinding, setIsFinding] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is over with the next place
  useEffect(() => setSentence(null), [place])
  if (!canFindPosition()) return null

  /** What speaks against it; null where it has been taken, or where the form has gone on meanwhile. */
  const take = async (): Promise<string | null> => {
    const { draft: asked } = useIntake.getState()
    const position = await findPosition()
    if ('failure' in position) return text.noPosition[position.failure]
    const found = placeOfPosition(position)
    if (found === null) return text.positionTooRough(formatDistance(position.withinMeters))
    // unknown where nobody answers: the form says so then, and can ask again
    const located = await queryClient.fetchQuery(pointQuery(found.lngLat)).catch(() => null)
    if (located?.inside === false)
      return text.positionOutside(located.nearest.grid.name, formatDistance(located.nearest.distanceMeters))
    const { draft } = useIntake.getState()
    if (draft.key !== asked.key || draft.place !== asked.place) return null
    placeDraft(found)
    onPlace(found.lngLat)
    return null
  }
  const find = async () => {
    setSentence(null)
    setIsFinding(true)
    setSentence(await take())
    setIsFinding(false)
  }
  return (
    <>
      <Button icon="user" disabled={isFinding} onClick={() => void find()}>
        {isFinding ? text.findingPosition : text.myPosition}
      </Button>
      {sentence && (
        <p className={styles.fault} role="alert">
          {sentence}
        </p>
      )}
    </>
  )
}
