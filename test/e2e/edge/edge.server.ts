import { installShutdown } from '../../../src/platform/http';
import { startEdgeApp } from './edge.fixture';

/** The small application as a process of its own, to be stopped by a signal. */
startEdgeApp().then(
  ({ app, port }) => {
    installShutdown(app);
    process.stdout.write(`listening ${port}\n`);
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
