import { Body, Controller, Global, Injectable, Module, Post } from '@nestjs/common';
import { CustomerOnly, Public } from '../../../src/modules/auth';
import { Database } from '../../../src/platform/database';
import { Answers, Conflict, Idempotent, Integer, Operation, TooManyRequests } from '../../../src/platform/http';

class MugRequest {
  @Integer(0, 100)
  readonly size!: number;
}

class MugResponse {
  readonly made!: number;
  readonly token!: string;
}

const TABLE = 'CREATE TABLE IF NOT EXISTS scratch_mug (id INT AUTO_INCREMENT PRIMARY KEY, size INT NOT NULL) ENGINE=InnoDB';
const described = (id: string) => Operation({ id, summary: id, description: `${id}, a test.` });

/** What the handlers below wait for, and how they end. */
@Injectable()
export class Kiln {
  runs = 0;
  before: () => Promise<void> = async () => undefined;
  after: () => Promise<void> = async () => undefined;

  constructor(readonly database: Database) {}

  prepare(): Promise<number> {
    Object.assign(this, { runs: 0, before: async () => undefined, after: async () => undefined });
    return this.database.execute(TABLE).then(() => this.database.execute('DELETE FROM scratch_mug'));
  }

  async mugs(): Promise<number> {
    const [row] = await this.database.query<{ n: string }>('SELECT COUNT(*) AS n FROM scratch_mug');
    return Number(row?.n);
  }

  async fire(size: number): Promise<MugResponse> {
    this.runs += 1;
    await this.before();
    await this.database.transaction(async () => void (await this.database.execute('INSERT INTO scratch_mug (size) VALUES (?)', [size])));
    await this.after();
    return { made: this.runs, token: `secret of run ${this.runs}` };
  }
}

@Global()
@Module({ providers: [Kiln], exports: [Kiln] })
export class KilnModule {}

@Controller('v1/mugs')
export class MugController {
  constructor(private readonly kiln: Kiln) {}

  @Post()
  @Public()
  @Idempotent({ required: false, atomic: true })
  @described('fireMug')
  @Answers(MugResponse, { status: 201, location: '/v1/mugs/{made}' })
  fire(@Body() { size }: MugRequest): Promise<MugResponse> {
    return this.kiln.fire(size);
  }

  /** As those that ask a gateway: the answer is stored afterwards. */
  @Post('slowly')
  @Public()
  @Idempotent({ required: true, atomic: false })
  @described('fireMugSlowly')
  @Answers(MugResponse, { status: 201 })
  slowly(@Body() { size }: MugRequest): Promise<MugResponse> {
    return this.kiln.fire(size);
  }

  @Post('mine')
  @CustomerOnly()
  @Idempotent({ required: true, atomic: true })
  @described('fireMyMug')
  @Answers(MugResponse, { status: 201 })
  mine(@Body() { size }: MugRequest): Promise<MugResponse> {
    return this.kiln.fire(size);
  }
}

export const failures = {
  decided: () => new Conflict('no more mugs'),
  throttled: () => new TooManyRequests(7),
  broken: () => new Error('the kiln exploded'),
};
