export { Changes } from './changes';
export type { ChangeListener } from './changes';
export { ChangesModule } from './changes.module';
