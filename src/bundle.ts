import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';

export { serve } from './serve';

/** Loads and wires everything without a database or a port, so that the compiled code of it can be kept. */
export async function rehearse(): Promise<void> {
  const app = await NestFactory.create(AppModule, new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
  await app.close();
}
