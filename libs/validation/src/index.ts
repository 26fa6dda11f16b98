import 'reflect-metadata';
export { type CompiledRules, compileRules } from './compile-rules.js';
export { type CompiledRequest, compileRequest } from './compiled-request.js';
