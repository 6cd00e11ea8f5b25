// Loaded into child processes (node --import): when the launcher dies without a word, its child ends too, in good order.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
