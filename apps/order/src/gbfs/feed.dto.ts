import { ApiProperty } from '@nestjs/swagger';
import { GBFS_VERSION } from './feed.js';

/** One feed. The specification describes `data` of each. */
export class FeedView {
  @ApiProperty({ format: 'date-time', description: 'When the data was read.' }) last_updated: string;
  @ApiProperty({ type: 'integer', example: 60, description: 'For how many seconds a reader may keep it.' }) ttl: number;
  @ApiProperty({ enum: [GBFS_VERSION] }) version: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) data: object;
}
