import { randomUUID } from 'node:crypto';
import { Contract } from './contract';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Options {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A fresh Idempotency-Key when true; this one when text. */
  readonly key?: string | true;
}

let contract: Contract | undefined;

/** Talks to a shop as a client of the API does, and holds every answer against the OpenAPI document. */
export class Client {
  constructor(
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The same client with more headers: a token, for example. */
  with(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.url, { ...this.headers, ...headers });
  }

  async signedIn(email: string, password = 'portico demo passphrase'): Promise<Client> {
    const { body } = await this.post<{ accessToken: string }>('/v1/auth/login', { body: { email, password } });
    return this.with({ authorization: `Bearer ${body.accessToken}` });
  }

  get<T>(path: string, options: Options = {}): Promise<Answer<T>> {
    return this.send('GET', path, options);
  }

  post<T>(path: string, options: Options = {}): Promise<Answer<T>> {
    return this.send('POST', path, { body: {}, ...options });
  }

  patch<T>(path: string, options: Options): Promise<Answer<T>> {
    return this.send('PATCH', path, options);
  }

  put<T>(path: string, options: Options): Promise<Answer<T>> {
    return this.send('PUT', path, options);
  }

  delete<T>(path: string, options: Options = {}): Promise<Answer<T>> {
    return this.send('DELETE', path, options);
  }

  /** Sends a form with files in it; answers the status. */
  async form(path: string, body: FormData): Promise<number> {
    return (await fetch(this.url + path, { method: 'POST', headers: this.headers, body })).status;
  }

  /** Reads a stream until its first event is there, and hangs up. */
  async beginning(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const hangUp = new AbortController();
    const { status, body } = await fetch(this.url + path, { headers: this.headers, signal: hangUp.signal });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('data:')) break;
    }
    hangUp.abort();
    return { status, text };
  }

  async send<T>(method: string, path: string, { body, headers = {}, key }: Options): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key === true ? randomUUID() : key }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    const parsed: unknown = text === '' ? undefined : /[/+]json$/.test(mediaType) ? JSON.parse(text) : text;
    contract ??= new Contract();
    contract.check(method, path.split('?')[0] ?? path, response.status, mediaType, parsed);
    return { status: response.status, headers: response.headers, body: parsed as T };
  }
}
