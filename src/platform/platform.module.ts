import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ChangesModule } from './changes';
import { Clock } from './clock';
import { ConfigModule } from './config';
import { DatabaseModule } from './database';
import type { Schema } from './database';
import { EventsModule } from './events';
import { JobsModule } from './jobs';
import { ObservabilityModule } from './observability';
import { Random } from './random';
import { SecurityModule } from './security';

/** The ground floor: everything below the shop that knows no business noun. */
@Global()
@Module({})
export class PlatformModule {
  static forSchema(schema: Schema): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        ConfigModule,
        DatabaseModule.forSchema(schema),
        EventsModule,
        ChangesModule,
        JobsModule,
        SecurityModule,
        ObservabilityModule,
      ],
      providers: [Clock, Random],
      exports: [Clock, Random],
    };
  }
}
