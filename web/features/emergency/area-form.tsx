import { type FormEvent, useId, useState } from 'react'
import { type CrsWord, convertCoordinates } from '#web/lib/convert-coordinates.ts'
import { parseCoordinates } from '#web/lib/parse-coordinates.ts'
import type { AreaQuery } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { readPastedQuery } from './area-query.ts'
import styles from './emergency.module.css'
import { emergencyText } from './emergency.text.ts'

const crsOptions: { value: CrsWord; name: string }[] = [
  { value: 'wgs84', name: 'WGS84 / CGCS2000' },
  { value: 'gcj02', name: 'GCJ-02' },
  { value: 'bd09', name: 'BD-09' },
]

type AreaFormProps = { onAsk: (query: AreaQuery) => void }

/** The ways to name an area without drawing: centre and radius, or GeoJSON, each in any of three systems. */
export function AreaForm({ onAsk }: AreaFormProps) {
  const text = useText(emergencyText)
  const [center, setCenter] = useState('')
  const [radius, setRadius] = useState('1000')
  const [pasted, setPasted] = useState('')
  const [crs, setCrs] = useState<CrsWord>('wgs84')
  const [fault, setFault] = useState<{ field: 'center' | 'radius' | 'paste'; sentence: string } | null>(null)
  const id = useId()

  const askCircle = (event: FormEvent) => {
    event.preventDefault()
    const point = parseCoordinates(center)
    if (!point) return setFault({ field: 'center', sentence: text.badCenter })
    const radiusMeters = Number(radius.replace(/[,，\s]/g, ''))
    if (!(radiusMeters >= 1 && radiusMeters <= 200_000)) return setFault({ field: 'radius', sentence: text.badRadius })
    setFault(null)
    onAsk({ kind: 'circle', center: convertCoordinates(point, crs, 'wgs84'), radiusMeters })
  }
  const askPasted = (event: FormEvent) => {
    event.preventDefault()
    const query = readPastedQuery(pasted, crs)
    if (query === 'not_json') return setFault({ field: 'paste', sentence: text.badJson })
    if (query === 'no_polygon') return setFault({ field: 'paste', sentence: text.noPolygon })
    if (query === 'not_on_earth') return setFault({ field: 'paste', sentence: text.notOnEarth })
    setFault(null)
    onAsk(query)
  }
  const faultLine = (...fields: string[]) =>
    fault !== null &&
    fields.includes(fault.field) && (
      <p className={styles.fault} role="alert" id={`${id}-fault`}>
        {fault.sentence}
      </p>
    )
  return (
    <div className={styles.forms}>
      <Field label={text.crs}>
        <select value={crs} onChange={(event) => setCrs(event.target.value as CrsWord)}>
          {crsOptions.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      </Field>
      <form onSubmit={askCircle} noValidate>
        <div className={styles.circleFields}>
          <Field label={text.center}>
            <input
              value={center}
              onChange={(event) => setCenter(event.target.value)}
              placeholder="103.6243,26.5444"
              aria-invalid={fault?.field === 'center'}
              autoComplete="off"
            />
          </Field>
          <Field label={text.radius}>
            <input
              value={radius}
              inputMode="numeric"
              onChange={(event) => setRadius(event.target.value)}
              aria-invalid={fault?.field === 'radius'}
              autoComplete="off"
            />
          </Field>
          <Button type="submit">{text.ask}</Button>
        </div>
        {faultLine('center', 'radius')}
      </form>
      <form onSubmit={askPasted} noValidate>
        <Field label={text.paste}>
          <textarea
            rows={3}
            value={pasted}
            spellCheck={false}
            placeholder={text.pastePlaceholder}
            aria-invalid={fault?.field === 'paste'}
            onChange={(event) => setPasted(event.target.value)}
          />
        </Field>
        {faultLine('paste')}
        <Button type="submit" disabled={pasted.trim() === ''}>
          {text.ask}
        </Button>
      </form>
    </div>
  )
}
