/** Two rising tones that carry across a room, said again until it is stopped. A browser lets nothing through before somebody has
 *  done something on the page: then it begins by itself. */

const repeatMs = 6_000
const tones = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.22 },
] as const
const toneSeconds = 0.18
const loudness = 0.25

export type AlarmSound = {
  /** Whether the browser lets it be heard. */
  isHeard(): boolean
  stop(): void
}

/** Sounds until it is stopped. `onChange`: it has begun to be heard, or is not any more. */
export function startAlarmSound(onChange: () => void): AlarmSound {
  const context = new AudioContext()
  const play = () => {
    if (context.state !== 'running') return
    for (const { hertz, at } of tones) {
      const from = context.currentTime + at
      const oscillator = new OscillatorNode(context, { frequency: hertz, type: 'triangle' })
      const gain = new GainNode(context, { gain: 0 })
      // Without the ramps it clicks.
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(loudness, from + 0.02)
      gain.gain.linearRampToValueAtTime(0, from + toneSeconds)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(from)
      oscillator.stop(from + toneSeconds)
    }
  }
  const wake = () => void context.resume().catch(() => {})
  context.onstatechange = () => {
    onChange()
    play()
  }
  for (const gesture of ['pointerdown', 'keydown'] as const) addEventListener(gesture, wake)
  const timer = setInterval(play, repeatMs)
  play()
  return {
    isHeard: () => context.state === 'running',
    stop() {
      clearInterval(timer)
      for (const gesture of ['pointerdown', 'keydown'] as const) removeEventListener(gesture, wake)
      context.onstatechange = null
      void context.close().catch(() => {})
    },
  }
}
