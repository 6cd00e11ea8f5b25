export { Config } from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError, environmentSchema } from './config.schema';
