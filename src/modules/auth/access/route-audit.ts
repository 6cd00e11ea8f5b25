import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS_METADATA } from './access';

type Handler = (...args: readonly unknown[]) => unknown;

/** Keeps the application from starting while one of its operations says nothing about who may call it. */
@Injectable()
export class RouteAudit implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.discovery
      .getControllers()
      .flatMap(({ metatype }) =>
        metatype && !this.reflector.get(ACCESS_METADATA, metatype) ? this.undecided(metatype.name, metatype.prototype) : [],
      );
    if (open.length > 0) {
      throw new Error(
        `Operations without an access policy (@Public, @CustomerOnly, @GuestOrCustomer or @RequirePermission): ${open.join(', ')}`,
      );
    }
  }

  private undecided(name: string, prototype: Record<string, Handler | undefined>): string[] {
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((method) => {
        const handler = prototype[method];
        return handler && Reflect.hasMetadata(PATH_METADATA, handler) && !this.reflector.get(ACCESS_METADATA, handler);
      })
      .map((method) => `${name}.${method}`);
  }
}
