export { Every } from './every';
export { JobsModule } from './jobs.module';
export { oneByOne } from './one-by-one';
