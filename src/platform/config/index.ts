export { Config } from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError, environmentSchema } from './config.schema';
export type { FieldKey } from './setting-forms';
