import type { FastifyInstance, InjectOptions } from 'fastify';
import { withIds } from '../../platform/ids';
import type { ChosenIds } from '../../platform/ids';

interface Call extends Pick<InjectOptions, 'payload'> {
  readonly headers?: Readonly<Record<string, string>>;
  /** Of what the call makes. */
  readonly ids?: ChosenIds;
}

/** The shop's own API, called without a network. */
export class ShopApi {
  constructor(
    private readonly server: FastifyInstance,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  with(headers: Readonly<Record<string, string>>): ShopApi {
    return new ShopApi(this.server, { ...this.headers, ...headers });
  }

  async signedIn(email: string, password: string, ids: ChosenIds = {}): Promise<ShopApi> {
    const { accessToken } = await this.send<{ accessToken: string }>('POST', '/v1/auth/login', { payload: { email, password }, ids });
    return this.with({ authorization: `Bearer ${accessToken}` });
  }

  /** @throws Error for anything but a success */
  async send<T>(method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, { payload, headers = {}, ids = {} }: Call = {}): Promise<T> {
    const request = { method, url, headers: { ...this.headers, ...headers }, ...(payload !== undefined && { payload }) };
    // Awaited inside: the call is not made before somebody waits for it.
    const answer = await withIds(ids, async () => await this.server.inject(request));
    if (answer.statusCode >= 400) throw new Error(`${method} ${url} answered ${answer.statusCode}: ${answer.body}`);
    return answer.json<T>();
  }
}
