import { ApiProperty } from '@nestjs/swagger';

/** Whether the process is fit for work. */
export class HealthResponse {
  /** `ok`, or `failing` when it should get no requests. */
  @ApiProperty({ enum: ['ok', 'failing'], enumName: 'HealthStatus', example: 'ok' })
  readonly status!: 'ok' | 'failing';

  /** What was looked at, part by part. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ok', 'failing'] },
    example: { database: 'ok', serving: 'ok' },
  })
  readonly checks!: Readonly<Record<string, 'ok' | 'failing'>>;
}
