import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SwaggerModule } from '@nestjs/swagger';

const FILE = join(__dirname, '..', '..', '..', 'metadata');

interface GeneratedMetadata {
  readonly default: () => Promise<Record<string, unknown>>;
}

/** Hands the doc comments of the DTOs, which the build gathers in src/metadata.ts, to the document. Without that file it has fewer words. */
export async function loadDocComments(): Promise<void> {
  if (!['.js', '.ts'].some((extension) => existsSync(FILE + extension))) return;
  const generated = (await import(FILE)) as GeneratedMetadata;
  await SwaggerModule.loadPluginMetadata(generated.default);
}
