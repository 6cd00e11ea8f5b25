import { serve } from './serve';

/** The shop from its single files. What is shipped starts with start.ts, which is quicker. */
serve();
