import { Example, Integer, ListOf, OneOf, Optional, OptionalOrNull, Text, ValidationFailed } from '../../../../platform/http';
import { CALL_FAULTS, FAULT_KINDS, FAULT_OPERATIONS, POST_FAULTS, WIRE_FAULTS } from './sandbox.fault.entity';
import type { FaultKind, FaultOperation } from './sandbox.fault.entity';
import type { FaultRule } from './sandbox.faults';

const MAX_RULES = 50;
const USUAL_DELAY_MS = 2_000;

export class SandboxFaultRule {
  /** Which call to the bank goes wrong, or `webhook` for what the bank sends. */
  @OneOf(FAULT_OPERATIONS, 'SandboxFaultOperation', { example: 'webhook' }) readonly operation!: FaultOperation;

  /**
   * `latency`: the answer comes late; `drop_before` and `drop_after`: the connection breaks before or after the bank has done it; `server_error`: the bank breaks before it does anything;
   * `malformed`, `wrong_amount`, `wrong_currency`: the answer or message is spoilt. For webhooks only: `duplicate`, `reorder` (later news overtakes it), `late`, `lost`.
   */
  @OneOf(FAULT_KINDS, 'SandboxFaultKind', { example: 'duplicate' }) readonly kind!: FaultKind;

  /** How often it happens, over all processes. */
  @Integer(1, 100_000, { example: 1 }) readonly times!: number;

  /** Of `latency`, `reorder` and `late`, in milliseconds. Absent: 2000. */
  @Optional() @Integer(0, 600_000, { example: 2000 }) readonly delayMs?: number;

  /** Only charges with this token. Absent or null: all. */
  @OptionalOrNull() @Text(1, 64, { example: null }) readonly paymentMethod?: string | null;
}

export class SandboxFaultsRequest {
  /** The first rule that fits a call is used up before the next one. An empty list ends the script. */
  @ListOf(SandboxFaultRule, { max: MAX_RULES }) readonly rules!: readonly SandboxFaultRule[];
}

export class SandboxFaultLeft {
  /** Which call to the bank goes wrong. */
  @OneOf(FAULT_OPERATIONS, 'SandboxFaultOperation', { example: 'webhook' }) readonly operation!: FaultOperation;
  /** What happens to it. */
  @OneOf(FAULT_KINDS, 'SandboxFaultKind', { example: 'duplicate' }) readonly kind!: FaultKind;
  /** How often it still happens. */
  @Example(1) readonly times!: number;
  /** In milliseconds. */
  @Example(2000) readonly delayMs!: number;
  /** Only charges with this token; null for all. */
  @Example(null) readonly paymentMethod!: string | null;
}

export class SandboxFaultsResponse {
  /** What is left of the script, in its order. */
  @ListOf(SandboxFaultLeft, { max: MAX_RULES }) readonly rules!: readonly SandboxFaultLeft[];

  static from(rules: readonly FaultRule[]): SandboxFaultsResponse {
    return {
      rules: rules.map(({ operation, kind, times, delayMs, paymentMethod }) => ({ operation, kind, times, delayMs, paymentMethod })),
    };
  }
}

/** @throws ValidationFailed when a rule asks for what cannot happen to its operation */
export function rulesOf({ rules }: SandboxFaultsRequest): readonly FaultRule[] {
  const errors = rules.flatMap(({ operation, kind }, index) =>
    kindsOf(operation).includes(kind)
      ? []
      : [{ pointer: `/rules/${index}/kind`, code: 'not_possible', detail: `cannot happen to ${operation}` }],
  );
  if (errors.length > 0) throw new ValidationFailed(errors);
  return rules.map(({ delayMs = USUAL_DELAY_MS, paymentMethod = null, ...rule }) => ({ ...rule, delayMs, paymentMethod }));
}

function kindsOf(operation: FaultOperation): readonly FaultKind[] {
  return operation === 'webhook' ? [...WIRE_FAULTS, ...POST_FAULTS] : CALL_FAULTS;
}
