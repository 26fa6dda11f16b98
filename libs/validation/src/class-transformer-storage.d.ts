/** What is read of class-transformer's metadata (0.5.1), which types only its decorators. */
declare module 'class-transformer/cjs/storage.js' {
  import type { TransformationType, TransformFnParams } from 'class-transformer';

  type Class = new () => object;

  export const defaultMetadataStorage: {
    getStrategy(target: Class): 'excludeAll' | 'exposeAll' | 'none';
    /** Undefined for a member without `@Type`. */
    findTypeMetadata(target: Class, member: string): object | undefined;
    findTransformMetadatas(
      target: Class,
      member: string,
      type: TransformationType,
    ): { transformFn: (parameters: TransformFnParams) => unknown }[];
  };
}
