import { ServiceConfig } from '../src/index.js';

export class NotesConfig extends ServiceConfig {
  readonly service = 'notes';
  override PORT = 0;
  override LOG_LEVEL = 'silent';
}
