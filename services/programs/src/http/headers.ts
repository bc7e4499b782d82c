import { ApiHeader } from '@nestjs/swagger';

/** Documents that a change needs the ETag of what was read. */
export const IfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'the ETag that was read; 428 without, 412 when it changed',
  });
