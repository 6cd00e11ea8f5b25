import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../modules/auth';
import { Config } from '../platform/config';
import { CacheFor, NotFound, Optional, Produces, QueryText } from '../platform/http';
import { illustration } from './illustrations';

export class DemoImageQuery {
  /** Six hexadecimal digits in small letters. */
  @Optional()
  @QueryText(6, 6)
  readonly colour?: string;
}

/** The pictures of the demo shop's products. Not part of the API, and not there in production. */
@ApiExcludeController()
@Controller('demo/images')
export class DemoImagesController {
  constructor(private readonly config: Config) {}

  @Get(':file')
  @Public()
  @Produces('image/svg+xml')
  @CacheFor({ maxAge: 86_400, sMaxAge: 86_400, staleWhileRevalidate: 86_400 })
  @Header('content-type', 'image/svg+xml')
  @Header('cross-origin-resource-policy', 'cross-origin')
  image(@Param('file') file: string, @Query() { colour }: DemoImageQuery): string {
    const name = /^([a-z-]{1,40})\.svg$/.exec(file)?.[1];
    const svg = name === undefined || this.config.isProduction ? null : illustration(name, colour);
    if (svg === null) throw new NotFound('image');
    return svg;
  }
}
