/** Something that has to be read cannot be; the message says what. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
