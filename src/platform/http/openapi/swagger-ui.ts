import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../../config';
import { loadDocComments } from './plugin-metadata';
import { EXAMPLE_CART_TOKEN, exampleId } from '../fields';
import { EXAMPLE_KEY } from './components';
import { fillIn, rememberTokens, signInButtons } from './swagger-ui.browser';
import type { Published } from './swagger-ui.browser';

const PUBLISHED: Published = { key: EXAMPLE_KEY, cartIds: [exampleId('cart', 2), exampleId('cart', 3)], cartToken: EXAMPLE_CART_TOKEN };

const STYLE = '.demo-sign-in{display:flex;gap:.5rem;align-items:center;padding:.75rem 1.5rem;background:#f4f4f5;font-family:sans-serif}';

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
