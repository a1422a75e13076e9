/** Two falling tones, as a doorbell: "look at the screen". Resolves when they have faded. */
export async function playChime(audio: AudioContext): Promise<void> {
  const start = audio.currentTime + 0.05;
  const tones = [
    { hertz: 659.25, at: 0, lasts: 0.7 }, // E5
    { hertz: 523.25, at: 0.45, lasts: 1.1 }, // C5
  ];
  for (const { hertz, at, lasts } of tones) {
    const oscillator = audio.createOscillator();
    const loudness = audio.createGain();
    oscillator.type = "sine";
    oscillator.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.0001, start + at);
    loudness.gain.exponentialRampToValueAtTime(0.5, start + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + at + lasts);
    oscillator.connect(loudness).connect(audio.destination);
    oscillator.start(start + at);
    oscillator.stop(start + at + lasts);
  }
  await new Promise<void>((resolve) => setTimeout(resolve, 1_700));
}
