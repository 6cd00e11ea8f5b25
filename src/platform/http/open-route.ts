import { SetMetadata } from '@nestjs/common';

export const ACCESS_METADATA = 'portico:access';

/** The access policy of the platform's own pages; modules use the decorators of auth, which write the same metadata. */
export const OpenRoute = (): MethodDecorator => SetMetadata(ACCESS_METADATA, { kind: 'public' });

/** For staff with the permission, as `RequirePermission` of auth, which the platform does not know. */
export const StaffRoute = (permission: string): MethodDecorator => SetMetadata(ACCESS_METADATA, { kind: 'permission', permission });
