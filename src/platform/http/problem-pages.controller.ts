import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config';
import { findProblem, problemCatalogue } from './problem';
import type { ProblemType } from './problem';
import { accepts } from './content-negotiation';
import { OpenRoute } from './open-route';
import { NotFound } from './problems';
import { problemUrl } from './problem-response';
import { Produces } from './route-config';

/** What `type` of every problem points to. */
@ApiExcludeController()
@Controller('problems')
export class ProblemPagesController {
  constructor(private readonly config: Config) {}

  @Get()
  @OpenRoute()
  @Produces('text/html', 'application/json')
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const types = problemCatalogue();
    const rows = types.map(
      (type) => `<tr><td>${type.status}</td><td><a href="/problems/${type.code}">${type.code}</a></td><td>${escape(type.title)}</td></tr>`,
    );
    const html = `<h1>Problems</h1><p>Every kind of failure this API answers with.</p><table>${rows.join('')}</table>`;
    this.send(request, reply, 'Problems', html, { data: types.map((type) => this.describe(type)) });
  }

  @Get(':module/:name')
  @OpenRoute()
  @Produces('text/html', 'application/json')
  show(@Param('module') module: string, @Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const type = findProblem(`${module}/${name}`);
    if (!type) throw new NotFound('problem');
    const html = `<p><a href="/problems">Problems</a></p><h1>${escape(type.title)}</h1><p><code>${type.code}</code>, status ${type.status}</p><p>${escape(type.help)}</p>${membersOf(type)}`;
    this.send(request, reply, type.title, html, this.describe(type));
  }

  private describe(type: ProblemType): Record<string, unknown> {
    const members = Object.entries(type.members).map(([name, { description, optional = false, example }]) => ({
      ...{ name, description, required: !optional, example },
    }));
    return { type: problemUrl(this.config.publicUrl, type), ...type, members };
  }

  private send(request: FastifyRequest, reply: FastifyReply, title: string, html: string, json: unknown): void {
    void reply.header('cache-control', 'public, max-age=3600').header('vary', 'Accept');
    const { accept } = request.headers;
    const wantsHtml = accept !== undefined && /text\/html/i.test(accept) && accepts(accept, 'text/html');
    if (wantsHtml) void reply.type('text/html; charset=utf-8').send(page(title, html));
    else void reply.type('application/json; charset=utf-8').send(JSON.stringify(json));
  }
}

function membersOf({ members }: ProblemType): string {
  const rows = Object.entries(members).map(
    ([name, { description, optional, example }]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(description)}${optional ? ' Not always there.' : ''}</td><td><code>${escape(JSON.stringify(example))}</code></td></tr>`,
  );
  return rows.length === 0
    ? ''
    : `<h2>Members</h2><table><tr><th>Name</th><th>What it says</th><th>Example</th></tr>${rows.join('')}</table>`;
}

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;padding:0 1rem}td,th{padding:.2rem 1rem .2rem 0;text-align:left;vertical-align:top}';

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)} - Portico</title><style>${STYLE}</style><body>${body}</body></html>`;
}

function escape(text: string): string {
  return text
    .replace(/`([^`]+)`/g, '$1')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
