/** Required data cannot be read; the message says which. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
