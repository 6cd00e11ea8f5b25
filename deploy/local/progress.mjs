// Lines that tell a waiting person what happens and how long it takes.
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export const say = (text) => console.log(`  ${text}`);

/** Runs a step; speaks up every few seconds while it lasts, and once when it is done. */
export async function step(title, work) {
  const started = Date.now();
  say(`${title} ...`);
  const reminder = setInterval(() => say(`${title} ... ${Math.round((Date.now() - started) / 1000)} s`), 5000);
  try {
    const result = await work();
    say(`${title}: done in ${seconds(started)}`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}
