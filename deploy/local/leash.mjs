// Loaded into child processes (node --import): when the launcher dies without a word, its child ends too, in good order. Grandchildren, such as
// the workers of Jest, inherit the option and are left alone: the channel to their own parent is what keeps them running.
if (process.channel && process.env.PORTICO_LEASHED_TO === String(process.ppid)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
