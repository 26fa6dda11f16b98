import { ApiProperty } from '@nestjs/swagger';

/** The address of a private calendar. */
export class CalendarFeedView {
  @ApiProperty({
    format: 'uri',
    example: 'https://carshare.example/calendar-feeds/4f0a.ics',
    description: 'Everyone who has it can read the calendar. It is answered once; a lost one is replaced by a new one.',
  })
  url: string;
}
