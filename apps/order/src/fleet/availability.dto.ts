import { ApiProperty } from '@nestjs/swagger';
import type { FreeWindow } from '../vehicles/free-windows.js';

export class FreeWindowView {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
}

export class AvailabilityView {
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({
    type: [FreeWindowView],
    description: 'A period within from and to can be booked when one window contains it.',
  })
  windows: FreeWindowView[];
}

export function toWindowView({ from, to }: FreeWindow): FreeWindowView {
  return { from: from.toISOString(), to: to.toISOString() };
}
