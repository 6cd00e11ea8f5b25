import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config';
import { Database } from './database';
import { dataSourceOptions } from './data-source-options';
import type { Schema } from './data-source-options';
import { SessionCheck } from './session-check';

@Global()
@Module({})
export class DatabaseModule {
  static forSchema(schema: Schema): DynamicModule {
    const connection = TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(config.databaseUrl, config.databasePoolSize, schema),
        retryAttempts: 3,
        retryDelay: 1000,
      }),
    });
    return { module: DatabaseModule, imports: [connection], providers: [Database, SessionCheck], exports: [Database] };
  }
}
