/*
 * These functions run in the browser: their source is printed into the page of Swagger UI. So each stands alone, without imports,
 * helpers or anything that the compiler would have to bring along.
 */

interface SwaggerUi {
  readonly authActions: { authorizeWithPersistOption(auth: Record<string, unknown>): void };
}

interface UiResponse {
  readonly ok?: boolean;
  readonly url?: string;
  readonly body?: unknown;
  readonly obj?: unknown;
}

interface UiRequest {
  readonly url: string;
  readonly headers?: Record<string, string>;
  userFetch?: unknown;
}

/** What the API document shows to everybody. */
export interface Published {
  readonly key: string;
  readonly cartIds: readonly string[];
  readonly cartToken: string;
}

interface Page {
  readonly published: Published;
  /** Only where there is a demo shop. Answers the access token. */
  signIn?: (person: string) => Promise<string | undefined>;
  readonly ui: SwaggerUi;
  readonly document: {
    readonly body: { prepend(...nodes: unknown[]): void };
    createElement(tag: string): {
      className: string;
      textContent: string;
      onclick: unknown;
      append(...nodes: unknown[]): void;
      prepend(...nodes: unknown[]): void;
    };
  };
}

declare const window: Page;
declare const localStorage: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/**
 * A key is good for one request; the guest carts of the demo shop open with their published token; whoever signed in with one click stays
 * signed in; of a stream one second is shown.
 */
export async function fillIn(request: UiRequest): Promise<UiRequest> {
  const { key, cartIds, cartToken } = window.published;
  const headers = request.headers ?? {};
  for (const name of Object.keys(headers)) if (headers[name] === key) headers[name] = crypto.randomUUID();
  if (cartIds.some((id) => request.url.includes(id))) headers['X-Cart-Token'] = cartToken;
  const person = localStorage.getItem('demo-person');
  const [, claims = ''] = headers['Authorization']?.split('.') ?? [];
  if (person && claims !== '' && window.signIn) {
    const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { exp: number };
    if (exp * 1000 < Date.now() + 5_000) headers['Authorization'] = `Bearer ${(await window.signIn(person)) ?? ''}`;
  }
  if (!request.url.endsWith('/events')) return request;
  request.userFetch = async (url: string, init: RequestInit) => {
    const { body, status, statusText, headers: received } = await fetch(url, init);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    setTimeout(() => void reader?.cancel(), 1_000);
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    return new Response(text, { status, statusText, headers: received });
  };
  return request;
}

/** Whatever token an answer brings is used from then on: of a sign-in, of a guest cart, of an order. */
export function rememberTokens(response: UiResponse): UiResponse {
  const body = (response.obj ?? response.body ?? {}) as { accessToken?: string; token?: string; id?: string; order?: { token?: string } };
  const header = (name: string, key: string, value: string) =>
    window.ui.authActions.authorizeWithPersistOption({ [name]: { name, schema: { type: 'apiKey', in: 'header', name: key }, value } });
  if (response.ok && body.accessToken) {
    const bearer = { name: 'bearer', schema: { type: 'http', scheme: 'bearer' }, value: body.accessToken };
    window.ui.authActions.authorizeWithPersistOption({ bearer });
    localStorage.removeItem('demo-person');
  }
  if (response.ok && body.token && body.id?.startsWith('cart_')) header('cartToken', 'X-Cart-Token', body.token);
  if (response.ok && body.order?.token) header('orderToken', 'X-Order-Token', body.order.token);
  return response;
}

/** One click signs in as one of the seeded shop's people. */
export function signInButtons(): void {
  const bar = window.document.createElement('div');
  const note = window.document.createElement('span');
  const known = localStorage.getItem('demo-person');
  bar.className = 'demo-sign-in';
  note.textContent = known && localStorage.getItem('authorized') ? `Signed in as ${known}.` : 'Sign in with one click:';
  window.signIn = async (person) => {
    const credentials = JSON.stringify({ email: `${person}@example.com`, password: 'portico demo passphrase' });
    const answer = await fetch('/v1/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: credentials });
    const body = (await answer.json()) as { accessToken?: string; detail?: string };
    const bearer = { name: 'bearer', schema: { type: 'http', scheme: 'bearer' }, value: body.accessToken };
    if (answer.ok) window.ui.authActions.authorizeWithPersistOption({ bearer });
    if (answer.ok) localStorage.setItem('demo-person', person);
    note.textContent = answer.ok ? `Signed in as ${person}.` : `Not signed in: ${body.detail ?? answer.status}`;
    return body.accessToken;
  };
  for (const person of ['shopper', 'manager', 'admin']) {
    const button = window.document.createElement('button');
    button.textContent = person;
    button.onclick = () => window.signIn?.(person);
    bar.append(button);
  }
  bar.prepend(note);
  window.document.body.prepend(bar);
}
