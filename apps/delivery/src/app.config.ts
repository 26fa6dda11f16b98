import { MessagingConfig } from '@carshare/messaging';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** 30 days. */
const MAX_LEAD_MINUTES = 43_200;

export class DeliveryConfig extends MessagingConfig {
  readonly service = 'delivery';
  override PORT = 8082;

  /** How long before the start of a booking its vehicle is shipped, in minutes. */
  @Type(() => Number)
  @IsInt({ message: 'DELIVERY_LEAD_MINUTES must be an integer' })
  @Min(0, { message: 'DELIVERY_LEAD_MINUTES must be at least 0' })
  @Max(MAX_LEAD_MINUTES, { message: `DELIVERY_LEAD_MINUTES must be at most ${MAX_LEAD_MINUTES}` })
  DELIVERY_LEAD_MINUTES = 60;
}
