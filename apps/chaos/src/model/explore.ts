export async function exploreOrder(): Promise<boolean> {
  return false;
}
