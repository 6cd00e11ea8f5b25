import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../../config';
import { loadDocComments } from './plugin-metadata';
import { EXAMPLE_CART_TOKEN, exampleId } from '../fields';
import { EXAMPLE_KEY } from './components';
import { fillIn, rememberTokens, signInButtons } from './swagger-ui.browser';
import type { Published } from './swagger-ui.browser';

const PUBLISHED: Published = {
  key: EXAMPLE_KEY,
  cartIds: [exampleId('cart'), exampleId('cart', 2), exampleId('cart', 3)],
  cartToken: EXAMPLE_CART_TOKEN,
};

const STYLE = `.swagger-ui .topbar{display:none}
.demo-sign-in{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;padding:.6rem 1.25rem;background:#1f2937;color:#fff;font:.95rem/1.4 sans-serif}
.demo-sign-in span{margin-right:.5rem}
.demo-sign-in button{font:inherit;padding:.25rem .9rem;border:1px solid #9ca3af;border-radius:.25rem;background:#fff;color:#111827;cursor:pointer}
.demo-sign-in button:hover,.demo-sign-in button:focus-visible{background:#d1fae5;outline:2px solid #34d399}`;

/** `/docs`, `/openapi.json` and `/openapi.yaml`. The document is made when somebody first asks for it: starting stays quick. */
export function serveDocument(app: NestFastifyApplication, build: () => OpenAPIObject, { isProduction }: Config): void {
  let document: Promise<OpenAPIObject> | undefined;
  const blank = { ...new DocumentBuilder().build(), paths: {} };
  SwaggerModule.setup('docs', app, blank, {
    customSiteTitle: 'Portico API',
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    patchDocumentOnRequest: () => (document ??= loadDocComments().then(build)),
    customJsStr: [`window.published=${JSON.stringify(PUBLISHED)};`, ...(isProduction ? [] : [`(${signInButtons.toString()})();`])],
    customCss: STYLE,
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      docExpansion: 'none',
      tryItOutEnabled: true,
      requestInterceptor: fillIn,
      responseInterceptor: rememberTokens,
    },
  });
}
