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

interface Page {
  readonly ui: SwaggerUi;
  readonly document: {
    readonly body: { prepend(...nodes: unknown[]): void };
    createElement(tag: string): { className: string; textContent: string; onclick: unknown; append(...nodes: unknown[]): void };
  };
}

declare const window: Page;

/** Whatever token an answer brings is used from then on: of a sign-in, of a guest cart, of an order. */
export function rememberTokens(response: UiResponse): UiResponse {
  const body = (response.obj ?? response.body ?? {}) as { accessToken?: string; token?: string; id?: string; order?: { token?: string } };
  const header = (name: string, key: string, value: string) =>
    window.ui.authActions.authorizeWithPersistOption({ [name]: { name, schema: { type: 'apiKey', in: 'header', name: key }, value } });
  if (response.ok && body.accessToken) {
    const bearer = { name: 'bearer', schema: { type: 'http', scheme: 'bearer' }, value: body.accessToken };
    window.ui.authActions.authorizeWithPersistOption({ bearer });
  }
  if (response.ok && body.token && body.id?.startsWith('cart_')) header('cartToken', 'X-Cart-Token', body.token);
  if (response.ok && body.order?.token) header('orderToken', 'X-Order-Token', body.order.token);
  return response;
}

/** One click signs in as one of the seeded shop's people, and stays signed in. */
export function signInButtons(): void {
  const bar = window.document.createElement('div');
  const note = window.document.createElement('span');
  bar.className = 'demo-sign-in';
  note.textContent = 'Try it as:';
  bar.append(note);
  for (const person of ['shopper', 'manager', 'admin']) {
    const button = window.document.createElement('button');
    button.textContent = person;
    button.onclick = async () => {
      const credentials = JSON.stringify({ email: `${person}@example.com`, password: 'portico demo passphrase' });
      const answer = await fetch('/v1/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: credentials });
      const body = (await answer.json()) as { accessToken?: string; detail?: string };
      const bearer = { name: 'bearer', schema: { type: 'http', scheme: 'bearer' }, value: body.accessToken };
      if (answer.ok) window.ui.authActions.authorizeWithPersistOption({ bearer });
      note.textContent = answer.ok ? `Signed in as ${person}.` : `Not signed in: ${body.detail ?? answer.status}`;
    };
    bar.append(button);
  }
  window.document.body.prepend(bar);
}
