import styles from './severity-mark.module.css'

export type SeverityName = 'blue' | 'yellow' | 'orange' | 'red'

/** Shapes of the national warning colours on a 24-pixel square: circle, triangle, diamond, square. */
const shapes: Record<SeverityName, string> = {
  blue: 'M12 1.500a10.500 10.500 0 1 0 0 21 10.500 10.500 0 0 0 0-21z',
  yellow: 'M12 1 23.500 22H.5z',
  orange: 'M12 .5 23.500 12 12 23.500.5 12z',
  red: 'M2 2h20v20H2z',
}

/** Severity by colour, shape and character at once, because colour alone is not a sign. */
export function SeverityMark({ severity, label, size = 24 }: { severity: SeverityName; label: string; size?: number }) {
  // 红色 → 红, Red → R: the map's markers carry the same character
  const character = label.slice(0, 1)
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 24 24" role="img" aria-label={label}>
      <title>{label}</title>
      <path d={shapes[severity]} fill={`var(--severity-${severity})`} />
      <text
        x="12"
        y={severity === 'yellow' ? 19 : 16}
        textAnchor="middle"
        fontSize={severity === 'yellow' ? 9.5 : 11.5}
        fontWeight="700"
        className={severity === 'yellow' || severity === 'orange' ? styles.dark : styles.light}
      >
        {character}
      </text>
    </svg>
  )
}
