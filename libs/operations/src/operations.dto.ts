import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

/** Why an operator discards a stuck event. */
export class Discard {
  @ApiProperty({ minLength: 3, maxLength: 255, example: 'The publisher has sent a corrected event.' })
  @IsString()
  @Length(3, 255)
  reason: string;
}

/** Selects the part of a long list. */
export class StuckWorkQuery {
  @ApiPropertyOptional({ example: '17', description: 'Lists what follows after this row; `next` of the list before.' })
  @IsOptional()
  @Matches(/^\d{1,10}$/, { message: 'after must be the number of a row' })
  after?: string;
}

/** An event that waits for an operator. */
export class StuckWorkView {
  @ApiProperty({ example: '17', description: 'Opaque; names the row in the calls below.' }) id: string;
  @ApiProperty({ example: 'delivery' }) service: string;
  @ApiProperty({
    enum: ['parked', 'dead', 'waiting', 'outbox'],
    description: '`waiting`: a later version handles it, without an operator.',
  })
  kind: 'parked' | 'dead' | 'waiting' | 'outbox';
  @ApiProperty({ example: '1', description: 'The order id, where the event names one.' }) key: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Paid' }) type: string | null;
  @ApiProperty({ example: 'an earlier event of this key is parked' }) reason: string;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty() discardable: boolean;
}

export class RecordHeaderView {
  @ApiProperty({ example: 'ce_type' }) name: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'UGFpZA==', description: 'In Base64.' }) value: string | null;
}

/** A record of the topic, byte for byte. */
export class RecordView {
  @ApiProperty({ type: 'string', nullable: true, example: 'MQ==', description: 'In Base64; null where it is absent.' })
  key: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'ew==', description: 'In Base64; null where it is absent.' })
  value: string | null;
  @ApiProperty({ type: [RecordHeaderView], description: 'In their order; a header may be repeated.' })
  headers: RecordHeaderView[];
}

export class StuckWorkDetailView extends StuckWorkView {
  @ApiProperty({ description: 'The event as it stood on the topic, read as UTF-8.' }) value: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers: Record<string, string>;
  @ApiProperty({ type: RecordView }) record: RecordView;
}

export class StuckWorkList {
  @ApiProperty({ type: [StuckWorkView] }) stuck: StuckWorkView[];
  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '216',
    description: 'Pass it as `after` for the rows that follow; null where there are none.',
  })
  next: string | null;
}

/** The outcome of an operator's action. */
export class OperatorOutcome {
  @ApiProperty({ example: '3 events are handled' }) outcome: string;
}
