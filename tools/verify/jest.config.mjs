import preset from '../../jest.preset.mjs';

// Its programs run from their sources, where imports name the files as they are.
export default { ...preset, displayName: 'verify', testTimeout: 30_000 };
