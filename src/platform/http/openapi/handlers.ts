import type { INestApplicationContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { idPrefixOf } from '../id.pipe';
import type { IdPrefix } from '../../ids';
import { OPERATION_METADATA } from '../operation-metadata';
import type { OperationSpec } from '../operation-metadata';

/** A controller method behind an operation, with what its decorators say. */
export class Handler {
  constructor(
    readonly spec: OperationSpec,
    private readonly method: object,
    private readonly args: Readonly<Record<string, unknown>>,
  ) {}

  metadata<T>(key: string): T | undefined {
    return Reflect.getMetadata(key, this.method) as T | undefined;
  }

  /** The kind of id that a path parameter holds, when it is checked as one. */
  idPrefix(parameter: string): IdPrefix | undefined {
    for (const argument of Object.values(this.args)) {
      if (!isArgument(argument) || argument.data !== parameter) continue;
      const prefix = argument.pipes.map(idPrefixOf).find((found) => found !== undefined);
      if (prefix) return prefix;
    }
    return undefined;
  }
}

function isArgument(value: unknown): value is { data: unknown; pipes: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'data' in value && 'pipes' in value && Array.isArray(value.pipes);
}

/** Every operation of the application by its id. */
export function findHandlers(app: INestApplicationContext): ReadonlyMap<string, Handler> {
  const handlers = new Map<string, Handler>();
  const scanner = new MetadataScanner();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = prototype[name];
        const spec = method && (Reflect.getMetadata(OPERATION_METADATA, method) as OperationSpec | undefined);
        if (!method || !spec) continue;
        if (handlers.has(spec.id)) throw new Error(`Two operations are called ${spec.id}`);
        const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, name) as Record<string, unknown> | undefined;
        handlers.set(spec.id, new Handler(spec, method, args ?? {}));
      }
    }
  }
  return handlers;
}
