import { Global, Injectable, Module } from '@nestjs/common';

/** What a module above knows about a person. It registers itself with PersonalData at start, and empties itself on the event AccountErased. */
export abstract class PersonalDataSource {
  /** The name of its part in the export, such as `orders`. */
  abstract readonly section: string;

  /** Everything held about the account, in the shape the API shows it. */
  abstract collect(accountId: string): Promise<unknown>;
}

@Injectable()
export class PersonalData {
  private readonly sources = new Map<string, PersonalDataSource>();

  register(source: PersonalDataSource): void {
    if (this.sources.has(source.section)) throw new Error(`Two sources of personal data are called ${source.section}`);
    this.sources.set(source.section, source);
  }

  async collect(accountId: string): Promise<Readonly<Record<string, unknown>>> {
    const sections: Record<string, unknown> = {};
    for (const [section, source] of this.sources) sections[section] = await source.collect(accountId);
    return sections;
  }
}

/** Global: whoever holds something about people registers here without the rest of this module. */
@Global()
@Module({ providers: [PersonalData], exports: [PersonalData] })
export class PersonalDataModule {}
