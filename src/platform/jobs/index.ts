export { Every } from './every';
export { JobsModule } from './jobs.module';
