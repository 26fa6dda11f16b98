import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

/** Why stuck work is given up. */
export class Discard {
  @ApiProperty({ minLength: 3, maxLength: 255, example: 'The publisher has sent a corrected event.' })
  @IsString()
  @Length(3, 255)
  reason: string;
}

/** Work that waits for an operator. */
export class StuckWorkView {
  @ApiProperty({ example: '17', description: 'Opaque; names the row in the calls below.' }) id: string;
  @ApiProperty({ example: 'delivery' }) service: string;
  @ApiProperty({ enum: ['parked', 'dead', 'outbox'] }) kind: 'parked' | 'dead' | 'outbox';
  @ApiProperty({ example: '1', description: 'The order id, where the event names one.' }) key: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Paid' }) type: string | null;
  @ApiProperty({ example: 'an earlier event of this key is parked' }) reason: string;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty() discardable: boolean;
}

export class StuckWorkDetailView extends StuckWorkView {
  @ApiProperty({ description: 'The event as it stood on the topic.' }) value: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers: Record<string, string>;
}

export class StuckWorkList {
  @ApiProperty({ type: [StuckWorkView] }) stuck: StuckWorkView[];
}

/** What an operator's call did. */
export class OperatorOutcome {
  @ApiProperty({ example: '3 events are handled' }) outcome: string;
}
