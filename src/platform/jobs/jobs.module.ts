import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Jobs } from './jobs';

@Global()
@Module({ imports: [DiscoveryModule], providers: [Jobs] })
export class JobsModule {}
